import { z } from 'zod';
import { errorSchema, statusSchema } from '../train/run-status.js';

const figure = z.number().nullable();

/** The trajectories of one run time. */
export const solutionSchema = z.strictObject({
  /** t in time constants of τẋ = −(Ax − b) + noise. */
  runTimeTau: figure,
  /** What whole ticks of the run timer made of it. */
  realisedRunTimeTau: figure,
  /** κ: at equilibrium the covariance is κA⁻¹. */
  temperature: figure,
  trajectories: z.int().positive(),
  /** Over the trajectories, from start zero. */
  mean: z.array(figure),
  /** Of each entry of the mean: √(covariance_ii / trajectories). */
  meanStandardError: z.array(figure),
  covariance: z.array(z.array(figure)),
  /** Values that did not fit a code or a converter. */
  clipped: z.record(z.string(), z.int()),
  /** Virtual time of all trajectories and of the way to and from the device. */
  virtualTimeS: figure,
  energyJ: figure,
});

/** The result document of `solve`. */
export const solveResultSchema = z.strictObject({
  schema: z.literal('thermoloop.solve/1'),
  status: statusSchema,
  error: errorSchema.optional(),
  seed: z.int(),
  matrix: z.string(),
  rhs: z.string(),
  order: z.int().positive(),
  /** λ of A = λI + BᵀB. */
  damping: figure,
  /** A⁻¹b, by Cholesky on the host. */
  exactSolution: z.array(figure),
  chip: z.string().nullable(),
  device: z.string().nullable(),
  results: z.array(solutionSchema),
  wallTimeS: z.number(),
});
export type SolveResult = z.output<typeof solveResultSchema>;
