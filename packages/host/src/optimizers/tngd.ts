import { z } from 'zod';
import { SpuDriver, type DriverSnapshot } from '../driver/spu-driver.js';
import type { Optimizer, OptimizerState } from './optimizer.js';
import { defineOptimizer } from './registry-entry.js';
import { restoredArray } from './restored-state.js';

/**
 * Thermodynamic natural gradient descent (arXiv:2405.13817): the direction is the state of the device after
 * `runTime` time constants of τ dx = −((F + λI)x − g) dt + √(2κτ) dW from the start state.
 */
export const tngd = defineOptimizer({
  name: 'tngd',
  description: 'thermodynamic natural gradient: (F + damping)x = g relaxes on the SPU for a chosen time',
  needs: 'curvature',
  needsDevice: true,
  defaults: { learningRate: 0.5, schedule: 'cosine' },
  settings: z.strictObject({
    damping: z.number().nonnegative().default(0.1),
    runTime: z.number().nonnegative().default(2),
    start: z.enum(['gradient', 'previous', 'zero']).default('previous'),
    temperature: z.number().nonnegative().optional(),
    reads: z.int().positive().default(1),
    range: z.union([z.literal('track'), z.strictObject({ fixed: z.number().positive() })]).default('track'),
  }),
  create: async (
    { range, damping, runTime, start, temperature, reads },
    { client, threads, seed, meter, parameterCount },
  ) => {
    if (client === undefined) throw new Error('tngd needs a connected device');
    const open = (from?: DriverSnapshot): Promise<SpuDriver> =>
      SpuDriver.open(client, { range, threads, seed: BigInt(seed), meter, ...(from && { from }) });
    let driver = await open();
    let restored: DriverSnapshot | undefined;
    const optimizer: Optimizer = {
      needs: 'curvature',
      direction: async ({ factor, gradient, gradientPeak }) => {
        if (factor === undefined) throw new Error('tngd needs an evaluation with a curvature factor');
        if (restored !== undefined) {
          await driver.close();
          driver = await open(restored);
          restored = undefined;
        }
        const { solution, report } = await driver.solve({
          gradient,
          gradientPeak,
          factor,
          damping,
          runTimeTau: runTime,
          start,
          ...(temperature === undefined ? {} : { temperature }),
          reads,
        });
        return { direction: solution, device: report };
      },
      snapshot: () => toState(restored ?? driver.snapshot()),
      restore: (state) => {
        restored = fromState(state, parameterCount);
      },
      close: () => driver.close(),
    };
    return optimizer;
  },
});
