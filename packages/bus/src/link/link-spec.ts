import { z } from 'zod';
import { fields } from '../spec/fields.js';
import { integer } from '../spec/number.js';
import { quantity } from '../spec/quantity.js';

/** The link between host and device, the same in both directions. */
export const linkSpec = z.discriminatedUnion('kind', [
  fields({ kind: z.literal('ideal').describe('carries any number of bits in no time and with no energy') }),
  fields({
    kind: z.literal('serial'),
    latencyS: quantity('s').describe('from the end of a frame at one side to its arrival at the other'),
    bandwidthBitPerS: quantity('bit/s', { above: 0 }).describe('of each direction'),
    framingBitsPerFrame: integer(0, 1_000_000).describe('added to the bits of each frame'),
    energyPerBitJ: quantity('J/bit'),
  }),
]);

export type LinkSpec = z.output<typeof linkSpec>;
