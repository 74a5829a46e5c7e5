import { z } from 'zod';
import type { Evaluation } from '../curvature/evaluation.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import { SpuDriver, type DriverSnapshot, type Solved } from '../driver/spu-driver.js';
import type { OptimizerState, OptimizerStep } from './optimizer.js';
import { defineOptimizer } from './registry-entry.js';
import { restoredArray, restoredCount } from './restored-state.js';

/**
 * Thermodynamic natural gradient descent (arXiv:2405.13817): the direction is the state of the device after
 * `runTime` time constants of τ dx = −((F + λI)x − g) dt + √(2κτ) dW from the start state.
 */
export const tngd = defineOptimizer({
  name: 'tngd',
  description: 'thermodynamic natural gradient: (F + damping)x = g relaxes on the SPU for a chosen time',
  needs: 'curvature',
  needsDevice: true,
  defaults: { learningRate: 0.7, schedule: 'cosine' },
  settings: z.strictObject({
    damping: z.number().nonnegative().default(0.2),
    runTime: z.number().nonnegative().default(2),
    start: z.enum(['gradient', 'previous', 'zero']).default('previous'),
    carryTime: z.number().nonnegative().default(0),
    temperature: z.number().nonnegative().optional(),
    reads: z.int().positive().default(1),
    range: z.union([z.literal('track'), z.strictObject({ fixed: z.number().positive() })]).default('track'),
  }),
  create: async (
    { range, damping, runTime, start, carryTime, temperature, reads },
    { client, threads, seed, meter, waiting = 'each', parameterCount },
  ) => {
    if (client === undefined) throw new Error('tngd needs a connected device');
    const driver = await SpuDriver.open(client, { range, threads, seed: BigInt(seed), meter, waiting });
    const problemOf = ({ factor, gradient, gradientPeak }: Evaluation): NaturalGradientProblem => {
      if (factor === undefined) throw new Error('tngd needs an evaluation with a curvature factor');
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
    const stepOf = ({ solution, report }: Solved): OptimizerStep => ({ direction: solution, device: report });
    return {
      needs: 'curvature',
      direction: async (evaluation) => stepOf(await driver.solve(problemOf(evaluation))),
      submit: async (evaluation) => {
        const submission = await driver.submit(problemOf(evaluation));
        return { collect: async () => stepOf(await driver.collect(submission)) };
      },
      snapshot: () => toState(driver.snapshot()),
      restore: (state) => driver.restore(fromState(state, parameterCount)),
      close: () => driver.close(),
    };
  },
});

function toState({ runIndex, last }: DriverSnapshot): OptimizerState {
  return last === undefined ? { runIndex } : { runIndex, ...last, clipped: Number(last.clipped) };
}

function fromState(state: OptimizerState, parameterCount: number): DriverSnapshot {
  const runIndex = restoredCount(state, 'runIndex');
  if (runIndex === 0) return { runIndex };
  const [stateScale, alpha, readoutGainV, peakV] = ['stateScale', 'alpha', 'readoutGainV', 'peakV'].map(
    (name) => restoredNumber(state, name),
  ) as [number, number, number, number];
  const clipped = restoredCount(state, 'clipped') > 0;
  return {
    runIndex,
    last: {
      stateScale,
      alpha,
      readoutGainV,
      peakV,
      clipped,
      state: restoredArray(state, 'state', parameterCount),
    },
  };
}

function restoredNumber(state: OptimizerState, name: string): number {
  const value = state[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new RangeError(`optimizer state '${name}': expected a number`);
  }
  return value;
}
