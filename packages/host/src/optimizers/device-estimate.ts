import { z } from 'zod';
import type { Evaluation } from '../curvature/evaluation.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import { SpuDriver, type Solved } from '../driver/spu-driver.js';
import { fromState, toState } from './driver-state.js';
import type { OptimizerState } from './optimizer.js';
import type { OptimizerContext } from './registry-entry.js';

/** Settings of a run on the device, for every optimizer that takes its estimate; times in τ of the problem. */
export const deviceSettings = {
  damping: z.number().nonnegative().default(0.2),
  runTime: z.number().nonnegative().default(2),
  start: z.enum(['gradient', 'previous', 'zero']).default('previous'),
  /** How long the cells go on relaxing on the problem before, when the next one is ready. */
  carryTime: z.number().nonnegative().default(0),
  temperature: z.number().nonnegative().optional(),
  reads: z.int().positive().default(1),
  range: z.union([z.literal('track'), z.strictObject({ fixed: z.number().positive() })]).default('track'),
};

export type DeviceSettings = z.output<z.ZodObject<typeof deviceSettings>>;

/** The natural-gradient estimate of a device: its state after τ dx = −((F + λI)x − g) dt + √(2κτ) dW. */
export interface DeviceEstimate {
  estimate(evaluation: Evaluation): Promise<Solved>;
  /** Hands the problem over; `collect` waits for the answer, in the order in which problems were handed over. */
  submit(evaluation: Evaluation): Promise<{ collect(): Promise<Solved> }>;
  snapshot(): OptimizerState;
  restore(state: OptimizerState): void;
  close(): Promise<void>;
}

/**
 * Takes over the device of a context.
 * @param optimizer its name in errors
 * @throws Error without a client; OutOfRangeError, DeviceError as `SpuDriver.open`
 */
export async function openDeviceEstimate(
  optimizer: string,
  { range, damping, runTime, start, carryTime, temperature, reads }: DeviceSettings,
  { client, threads, seed, meter, waiting = 'each', parameterCount }: OptimizerContext,
): Promise<DeviceEstimate> {
  if (client === undefined) throw new Error(`${optimizer} needs a connected device`);
  const driver = await SpuDriver.open(client, { range, threads, seed: BigInt(seed), meter, waiting });
  const problemOf = ({ factor, gradient, gradientPeak }: Evaluation): NaturalGradientProblem => {
    if (factor === undefined) throw new Error(`${optimizer} needs an evaluation with a curvature factor`);
    return {
      gradient,
      gradientPeak,
      factor,
      damping,
      runTimeTau: runTime,
      start,
      carryTimeTau: carryTime,
      ...(temperature === undefined ? {} : { temperature }),
      reads,
    };
  };
  return {
    estimate: (evaluation) => driver.solve(problemOf(evaluation)),
    submit: async (evaluation) => {
      const submission = await driver.submit(problemOf(evaluation));
      return { collect: () => driver.collect(submission) };
    },
    snapshot: () => toState(driver.snapshot()),
    restore: (state) => driver.restore(fromState(state, parameterCount)),
    close: () => driver.close(),
  };
}
