import { z } from 'zod';

/** What a parameter of a chip does to one step. */
export const parameterStates = [
  /** changing it changes what a step comes to */
  'moves',
  /** it takes part, and changes nothing of this step */
  'inert',
  /** another parameter deprives it of its meaning */
  'overridden',
  /** a capacity that this step does not reach */
  'limit',
  /** a name, for people */
  'label',
  /** not given, and the chip has no such thing */
  'absent',
  /** no other value could be tried */
  'not varied',
] as const;

const change = z.number().nullable();

export const parameterSchema = z.strictObject({
  path: z.string(),
  description: z.string().nullable(),
  /** '' of a plain number; null of what is no number */
  unit: z.string().nullable(),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  /** Where the value comes from: its source, or 'default'. */
  source: z.string().nullable(),
  state: z.enum(parameterStates),
  /** Why, where the state alone does not say. */
  reason: z.string().nullable(),
  /** The value that was tried instead. */
  tried: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  /**
   * What a few steps then come to; null where it was not tried. `solution`: how far the solution moves, over its norm; the
   * others over what they are now, less one.
   */
  effect: z.strictObject({ solution: change, error: change, time: change, energy: change }).nullable(),
});
export type Parameter = z.output<typeof parameterSchema>;
