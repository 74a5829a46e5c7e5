import { z } from 'zod';
import { fields } from '../../spec/fields.js';
import { number } from '../../spec/number.js';

/**
 * The integral nonlinearity of a converter: at each level (the output of a DAC for a code, the input of an ADC at
 * which its code changes) what is there minus the ideal, in LSB. DNL is its difference from level to level.
 */
export const inlSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('none').describe('every level is where it ought to be') }),
  fields({
    kind: z.literal('curve').describe('as a data sheet draws it, every converter alike'),
    pointsLsb: z
      .array(number())
      .min(2, 'expected at least 2 points')
      .describe(
        'INL in LSB, equally spaced from the first level to the last, straight lines between; taken as it is, with what offset and gain error lie in it',
      ),
  }),
  fields({
    kind: z.literal('shape').describe('a bow and an S, without offset and gain error of their own'),
    bowLsb: number()
      .default(0)
      .describe('second order, at its peak: its negative at both ends, half of it in the middle'),
    sLsb: number()
      .default(0)
      .describe('third order, at its peak: it at the upper end, its negative at the lower'),
    bowSpreadLsbRms: number({ atLeast: 0 })
      .default(0)
      .describe('spread of the bow from converter to converter'),
    sSpreadLsbRms: number({ atLeast: 0 }).default(0).describe('spread of the S from converter to converter'),
  }),
  fields({
    kind: z
      .literal('mismatch')
      .describe(
        'drawn for each converter: a binary-weighted DAC, or a SAR ADC with binary-weighted capacitors, without offset and gain error of its own',
      ),
    unitMismatchPctRms: number({ atLeast: 0 }).describe(
      'spread of a unit element, in percent: a bit made of n of them is off by √n of it',
    ),
  }),
]);

export type InlSpec = z.output<typeof inlSpec>;

/** Refuses a shape where there are too few levels for one. */
export function checkInl({
  value,
  issues,
}: z.core.ParsePayload<{ readonly resolutionBits: number; readonly inl: InlSpec }>): void {
  if (value.inl.kind !== 'shape' || value.resolutionBits > 2) return;
  issues.push({
    code: 'custom',
    message: 'expected none, curve or mismatch: with 2 bits there are too few levels for a shape',
    path: ['inl', 'kind'],
    input: value.inl.kind,
  });
}
