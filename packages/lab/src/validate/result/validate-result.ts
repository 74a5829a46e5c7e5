import { z } from 'zod';
import { errorSchema, statusSchema } from '../../train/run-status.js';
import { budgetSchema } from '../budget/budget-result.js';
import { minimumSchema } from '../minimize/minimum-result.js';
import { parameterSchema } from '../explain/parameter-result.js';
import { yieldSchema } from '../yield/yield-result.js';

const figure = z.number().nullable();
const interval = z.tuple([figure, figure]);
const verdict = z.enum(['met', 'not met', 'undecided']);

/** One comparison of a requirement with what was measured; figures in `unit`. */
export const comparisonSchema = z.strictObject({
  text: z.string(),
  unit: z.string(),
  value: figure,
  limit: figure,
  /** How far the value is from the limit; positive on the right side of it. */
  margin: figure,
  /** Of the limit. */
  marginPercent: figure,
  marginInterval: interval.nullable(),
  /** Of the value; null where the other side is measured too. */
  valueInterval: interval.nullable(),
  basis: z.enum(['seeds', 'same at every seed', 'one seed', 'measurement', 'bound', 'told']),
  /** The converter that is worst, of a figure that each has. */
  channel: z.int().nullable(),
  /** Why it has no value. */
  reason: z.string().nullable(),
  verdict,
  met: z.boolean(),
});

export const requirementResultSchema = z.strictObject({
  name: z.string(),
  require: z.string(),
  verdict,
  /** What the exit status follows: the verdict, or, where the interval does not decide, the values themselves. */
  met: z.boolean(),
  comparisons: z.array(comparisonSchema),
});

const measuredSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  unit: z.string(),
  /** One a seed. */
  samples: z.array(figure).optional(),
  estimates: z
    .array(z.strictObject({ channel: z.int().optional(), value: figure.optional(), interval }))
    .optional(),
  value: figure.optional(),
});

export const cornerSchema = z.strictObject({
  corner: z.enum(['typical', 'worst']),
  met: z.boolean(),
  requirements: z.array(requirementResultSchema),
  quantities: z.array(measuredSchema),
});

/** The result document of `validate`. */
export const validateResultSchema = z.strictObject({
  schema: z.literal('thermoloop.validate/1'),
  status: statusSchema,
  error: errorSchema.optional(),
  chip: z.string(),
  /** Where the device is; null for an emulator of the chip. */
  device: z.string().nullable(),
  file: z.string(),
  seeds: z.array(z.int()),
  confidence: z.number(),
  /** The settings of the training, complete; null where nothing was trained. */
  training: z.record(z.string(), z.unknown()).nullable(),
  /** Whether every requirement is met, at every corner. */
  met: z.boolean(),
  corners: z.array(cornerSchema),
  yield: yieldSchema.nullable(),
  budget: budgetSchema.nullable(),
  minimum: minimumSchema.nullable(),
  parameters: z.array(parameterSchema).nullable(),
  wallTimeS: z.number(),
});
export type ValidateResult = z.output<typeof validateResultSchema>;
export type CornerResult = z.output<typeof cornerSchema>;
export type RequirementResult = z.output<typeof requirementResultSchema>;
export type ComparisonResult = z.output<typeof comparisonSchema>;
