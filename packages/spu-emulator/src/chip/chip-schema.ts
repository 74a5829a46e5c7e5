import {
  adcSpec,
  couplingErrorsOf,
  couplingSpec,
  dacLsbV,
  dacSpec,
  fields,
  integer,
  linkSpec,
  quantity,
} from '@thermoloop/bus';
import { z } from 'zod';
import { cellErrorFields } from './cell-errors.js';
import { gridSpec, type GridSpec } from './grid-spec.js';
import { holdSpec } from './hold-spec.js';
import { levelRefusal, physicsSpec, railsSpec } from './physics-spec.js';
import { rowAmplifierSpec } from './row-amplifier-spec.js';

const array = fields({
  cells: integer(1, 4_000_000).describe('most parameters of a problem'),
  rows: integer(1, 65_536).describe('most rows of the curvature factor'),
  blockSize: integer(0, 1024).describe('largest block of S; 0: S = I only'),
  banks: integer(1, 2).describe('2: one is programmed while the other drives the cells'),
  runQueueDepth: integer(0, 255).describe('runs and readings that may wait behind the one in progress'),
  timeConstantS: quantity('s', { above: 0 }).describe('τ of a cell'),
  couplingGain: gridSpec('', { above: 0 }).describe('ρ: strength of BᵀSB for codes of one'),
  leak: gridSpec('', { above: 0 }).describe('λ: leak of a cell, in 1/τ'),
  driveGain: gridSpec('V', { above: 0 }).describe('δ: volts of one drive code'),
  startGain: gridSpec('V', { above: 0 }).describe('σ: volts of one start code'),
  runTimer: fields({
    stepS: quantity('s', { above: 0 }).describe('one tick'),
    maximumS: quantity('s', { above: 0 }).describe('longest run'),
  }),
  rowAmplifier: rowAmplifierSpec.optional(),
  powerW: quantity('W').describe('of all cells while outputs settle and cells relax'),
  staticPowerW: quantity('W').prefault('0 W').describe('of the whole chip, whatever it does'),
});

const readout = fields({
  gain: gridSpec('V', { above: 0 }).describe('cell voltage of one ADC code'),
  maximumReads: integer(1, 65_535).describe('readings of every cell for one command'),
  bufferBytes: integer(1, 2 ** 31).describe('codes that one command may return: repeats × reads × cells'),
});

const noise = z
  .discriminatedUnion('kind', [
    fields({ kind: z.literal('fixed'), varianceV2: quantity('V^2') }),
    fields({ kind: z.literal('controlled'), varianceV2: gridSpec('V^2', { atLeast: 0 }) }),
  ])
  .describe('κ: variance of a cell of unit leak at equilibrium; controlled: the host chooses it');

const startStateNames = ['gradient', 'previous', 'zero', 'written'] as const;

const cell = fields({
  noise,
  hold: holdSpec,
  rails: railsSpec.default({ kind: 'none' }),
  ...cellErrorFields,
  startStates: z.array(z.enum(startStateNames)).min(1, 'expected at least one start state'),
});

const testPoints = fields({
  loopback: z.boolean().default(false).describe('the output of a DAC can be converted by an ADC'),
  zeroInput: z.boolean().default(false).describe('an ADC can convert 0 V'),
  referenceV: quantity('V').optional().describe('an ADC can convert this voltage, known beforehand'),
}).describe('what can be measured instead of the cells');

/** A chip as people write it in chips/*.yaml, after `{ value, source }` has been unwrapped. */
export const chipSchema = fields({
  name: z.string().regex(/^[\x21-\x7e]{1,31}$/, 'expected a name of 1 to 31 characters without spaces'),
  description: z.string(),
  instanceSeed: integer(0, Number.MAX_SAFE_INTEGER).describe(
    'names this piece of silicon: its static errors',
  ),
  array,
  coupling: couplingSpec.describe('the drivers of B and of S'),
  dac: dacSpec.describe('for drive and start'),
  adc: adcSpec,
  readout,
  cell,
  testPoints: testPoints.default({ loopback: false, zeroInput: false }),
  link: linkSpec,
  physics: physicsSpec,
})
  .check(({ value, issues }) => {
    for (const name of ['driveGain', 'startGain'] as const) {
      const limit = dacLsbV(value.dac);
      const largest = largestOf(value.array[name]);
      if (limit !== undefined && largest > limit * (1 + 1e-9)) {
        issues.push({
          code: 'custom',
          path: ['array', name],
          input: value.array[name],
          message: `expected at most ${limit} V, one LSB of the DAC at its full-scale range`,
        });
      }
    }
    const { transposeMismatchPctRms } = couplingErrorsOf(value.coupling);
    const bends = {
      cellRails: value.cell.rails,
      rowRails: value.array.rowAmplifier?.rails ?? { kind: 'none' as const },
      transposeMismatchPctRms,
    };
    const refusal = levelRefusal(bends, value.physics);
    if (refusal !== undefined) {
      issues.push({
        code: 'custom',
        path: ['physics', 'level'],
        input: value.physics.level,
        message: refusal,
      });
    }
    if (transposeMismatchPctRms > 0 && value.physics.level === 'sde' && value.cell.rails.kind === 'none') {
      issues.push({
        code: 'custom',
        path: ['cell', 'rails', 'kind'],
        input: value.cell.rails.kind,
        message: `expected clamp, since coupling.transposeMismatchPctRms is ${transposeMismatchPctRms}: such couplings can make a mode grow, and only rails stop it`,
      });
    }
    if (value.cell.hold.kind === 'none' && value.array.banks === 1) {
      issues.push({
        code: 'custom',
        path: ['array', 'banks'],
        input: value.array.banks,
        message:
          'expected 2, since cell.hold.kind is none: such cells need a bank that drives them while the other is written',
      });
    }
    if (value.array.runTimer.maximumS < value.array.runTimer.stepS) {
      issues.push({
        code: 'custom',
        path: ['array', 'runTimer', 'maximumS'],
        input: value.array.runTimer.maximumS,
        message: `expected at least one step of ${value.array.runTimer.stepS} s`,
      });
    }
  })
  .describe('a stochastic processing unit');

export type ChipSpec = z.output<typeof chipSchema>;

/** How many DACs and ADCs convert at the same time; an ideal converter is one. */
export function converterCounts({ dac, adc }: Pick<ChipSpec, 'dac' | 'adc'>): { dac: number; adc: number } {
  return {
    dac: dac.kind === 'ideal' ? 1 : dac.converters,
    adc: adc.kind === 'ideal' ? 1 : adc.converters,
  };
}

function largestOf(grid: GridSpec): number {
  return grid.kind === 'fixed' ? grid.value : grid.maximum;
}
