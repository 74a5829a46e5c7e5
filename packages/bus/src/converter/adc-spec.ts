import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer, number } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';
import { checkAcquisition, incompleteAcquisitionFields } from './effects/incomplete-acquisition.js';
import { checkInl, inlSpec } from './effects/inl-spec.js';
import { offsetDriftFields } from './effects/offset-drift.js';
import { staticErrorFields } from './effects/static-error.js';
import { latencyFields } from './timing.js';

/** An analog-to-digital converter, or several that share one spec. Its LSB is the readout gain, in volts. */
export const adcSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('gives f32 values exactly, in no time and with no energy') }),
  fields({
    kind: z.literal('quantized'),
    resolutionBits: integer(2, 16).describe('with the sign'),
    inl: inlSpec.default({ kind: 'none' }).describe('transition level, minus the ideal'),
    ...staticErrorFields,
    ...offsetDriftFields,
    inputReferredNoiseLsbRms: number({ atLeast: 0 }).default(0).describe('drawn anew at each conversion'),
    acquisitionTimeS: quantity('s').describe('of the track-and-hold, before each conversion'),
    ...incompleteAcquisitionFields,
    conversionTimeS: quantity('s').describe('of one conversion, acquisition excluded'),
    ...latencyFields,
    converters: integer(1, 1_000_000).describe('how many convert at the same time'),
    energyPerConversionJ: quantity('J'),
  }).check(checkInl, checkAcquisition),
]);

export type AdcSpec = z.output<typeof adcSpec>;
