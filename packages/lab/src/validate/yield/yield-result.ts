import { z } from 'zod';

/** How many pieces of silicon of a chip pass. */
export const yieldSchema = z.strictObject({
  corner: z.enum(['typical', 'worst']),
  instances: z.int(),
  passed: z.int(),
  share: z.number(),
  /** Of the share of all pieces that pass (Clopper–Pearson). */
  interval: z.tuple([z.number(), z.number()]),
  confidence: z.number(),
  /** The seed with which every piece was trained. */
  seed: z.int(),
  /** Whether all pieces measured the same: the chip then has no static errors that these requirements feel. */
  areAlike: z.boolean(),
  pieces: z.array(
    z.strictObject({
      instanceSeed: z.int(),
      met: z.boolean(),
      /** The requirements that it does not meet. */
      failed: z.array(z.string()),
    }),
  ),
});
export type Yield = z.output<typeof yieldSchema>;
