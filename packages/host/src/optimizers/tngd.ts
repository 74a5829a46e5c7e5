import { z } from 'zod';
import { deviceSettings, openDeviceEstimate } from './device-estimate.js';
import type { Estimate } from './estimate.js';
import type { OptimizerStep } from './optimizer.js';
import { defineOptimizer } from './registry-entry.js';

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
  settings: z.strictObject(deviceSettings),
  create: async (settings, context) => {
    const device = await openDeviceEstimate('tngd', settings, context);
    const stepOf = ({ solution, report, exchanges }: Estimate): OptimizerStep => ({
      direction: solution,
      device: report,
      ...(exchanges && { exchanges }),
    });
    return {
      needs: 'curvature',
      direction: async (evaluation, step) => stepOf(await device.estimate(evaluation, step)),
      submit: async (evaluation, step) => {
        const submitted = await device.submit(evaluation, step);
        return { collect: async () => stepOf(await submitted.collect()) };
      },
      snapshot: () => device.snapshot(),
      restore: (state) => device.restore(state),
      close: () => device.close(),
    };
  },
});
