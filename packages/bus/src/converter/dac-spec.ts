import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer, number } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';
import { checkInl, inlSpec } from './effects/inl-spec.js';
import { offsetDriftFields } from './effects/offset-drift.js';
import { staticErrorFields } from './effects/static-error.js';
import { latencyFields } from './timing.js';

/** A digital-to-analog converter, or several that share one spec. LSB = full-scale range / 2^bits. */
export const dacSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('carries f32 values exactly, in no time and with no energy') }),
  fields({
    kind: z.literal('quantized'),
    resolutionBits: integer(2, 16).describe('with the sign'),
    fullScaleRangeV: quantity('V', { above: 0 }).describe('total span of the output at the largest gain'),
    inl: inlSpec.default({ kind: 'none' }).describe('output for a code, minus the ideal'),
    ...staticErrorFields,
    ...offsetDriftFields,
    outputNoiseLsbRms: number({ atLeast: 0 }).default(0).describe('drawn anew at each conversion, then held'),
    settlingTimeS: quantity('s').describe(
      'from the latch until the output stays within half an LSB, after a step over the full scale',
    ),
    conversionTimeS: quantity('s').describe('of one conversion, settling excluded'),
    ...latencyFields,
    converters: integer(1, 1_000_000).describe('how many convert at the same time'),
    energyPerConversionJ: quantity('J'),
  }).check(checkInl),
]);

export type DacSpec = z.output<typeof dacSpec>;

/** Volts of one LSB at the largest gain: the full-scale range over 2^bits. An ideal converter has none. */
export function dacLsbV(spec: DacSpec): number | undefined {
  return spec.kind === 'ideal' ? undefined : spec.fullScaleRangeV / 2 ** spec.resolutionBits;
}
