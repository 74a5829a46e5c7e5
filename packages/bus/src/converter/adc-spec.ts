import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer, number } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';
import { staticErrorFields } from './effects/static-error.js';

/** An analog-to-digital converter, or several that share one spec. Its LSB is the readout gain, in volts. */
export const adcSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('gives f32 values exactly, in no time and with no energy') }),
  fields({
    kind: z.literal('quantized'),
    resolutionBits: integer(2, 16).describe('with the sign'),
    ...staticErrorFields,
    inputReferredNoiseLsbRms: number({ atLeast: 0 }).default(0).describe('drawn anew at each conversion'),
    acquisitionTimeS: quantity('s').describe('of the track-and-hold, before each conversion'),
    conversionTimeS: quantity('s').describe('of one conversion, acquisition excluded'),
    converters: integer(1, 1_000_000).describe('how many convert at the same time'),
    energyPerConversionJ: quantity('J'),
  }),
]);

export type AdcSpec = z.output<typeof adcSpec>;
