import { number, quantity } from '@thermoloop/bus';
import type { z } from 'zod';

/** Normals stay within 6.4 standard deviations: factors of 1 + spread stay above zero. */
const largestSpreadPct = 15;

const spread = (): z.ZodDefault<z.ZodNumber> => number({ atLeast: 0, atMost: largestSpreadPct }).default(0);
const share = (): z.ZodDefault<z.ZodNumber> => number({ atLeast: 0, atMost: 100 }).default(0);

/** How the cells of a chip differ from each other: all static. */
export const cellErrorFields = {
  driveOffsetVRms: quantity('V')
    .default(0)
    .describe('what pulls a cell at a drive of zero, in volts per τ: up to 1/λ of it shows in the cell'),
  leakSpreadPctRms: spread().describe('spread of λ from cell to cell, in percent of it'),
  timeConstantSpreadPctRms: spread().describe(
    'spread of τ from cell to cell, in percent of it: cells at rest do not change by it, each has its own thermal noise',
  ),
  deadPct: share().describe('cells that hold 0 V: no coupling, no drive, no noise'),
  stuckPct: share().describe('cells that hold stuckV and pull the others by it'),
  stuckV: quantity('V', {}).default(0).describe('voltage of stuck cells'),
};

/** What those fields are once they were read. */
export type CellErrors = { readonly [Name in keyof typeof cellErrorFields]: number };
