import { z } from 'zod';

/** The cheapest value of one parameter with which a chip still meets the requirements. */
export const minimumSchema = z.strictObject({
  path: z.string(),
  unit: z.string(),
  /** The chip's own value. */
  given: z.number(),
  /** null where the chip itself does not pass. */
  cheapest: z.number().nullable(),
  /** The next cheaper value, which was found not to pass; null where `cheapest` is the cheapest there is. */
  fails: z.number().nullable(),
  /** Probability, at most, that a value was judged wrongly. */
  errorRate: z.number(),
  /** Whether every value was decided by the test; otherwise some by their mean. */
  isDecided: z.boolean(),
  tried: z.array(
    z.strictObject({
      value: z.number(),
      passes: z.boolean(),
      /** false: by the mean over the most seeds allowed */
      decided: z.boolean(),
      seeds: z.int(),
      /** The requirement that is nearest to its limit, or beyond it. */
      closest: z.string().nullable(),
      /** Why it could not be measured. */
      reason: z.string().nullable(),
    }),
  ),
});
export type Minimum = z.output<typeof minimumSchema>;
