import { fields, quantity } from '@thermoloop/bus';
import { z } from 'zod';

const droopPerS = quantity('1/s');

/**
 * What cells do between the end of a run and the next latch: keep their charge but for the droop, or go on relaxing
 * under the latched problem. `none` takes a droop and drops it, so that changing `kind` alone switches the hold off.
 */
export const holdSpec = z
  .discriminatedUnion('kind', [
    fields({
      kind: z.literal('capacitor'),
      droopPerS: droopPerS.describe('relative loss of a held cell'),
    }),
    fields({
      kind: z.literal('none'),
      droopPerS: droopPerS.optional().describe('of no effect'),
    }).transform(({ kind }) => ({ kind })),
  ])
  .describe('none: cells go on relaxing between a run and the next latch; needs two banks');

export type HoldSpec = z.output<typeof holdSpec>;
