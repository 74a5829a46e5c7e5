import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';

/** The drivers that write couplings: one code sets one coupling, a row is written at a time. */
export const couplingSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('carries f32 values exactly, in no time and with no energy') }),
  fields({
    kind: z.literal('quantized'),
    resolutionBits: integer(2, 16).describe('with the sign'),
    writeTimeS: quantity('s').describe('of one row'),
    energyPerWriteJ: quantity('J').describe('of one coupling'),
  }),
]);

export type CouplingSpec = z.output<typeof couplingSpec>;
