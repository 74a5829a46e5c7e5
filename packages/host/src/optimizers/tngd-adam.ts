import { z } from 'zod';
import { adamSettings, AdamUpdate } from './adam-update.js';
import { deviceSettings, openDeviceEstimate } from './device-estimate.js';
import type { Estimate } from './estimate.js';
import type { OptimizerStep } from './optimizer.js';
import { defineOptimizer } from './registry-entry.js';

/**
 * Thermodynamic natural gradient in Adam's update (arXiv:2405.13817, algorithm 1 with Adam): the averages are those
 * of the device's estimates in place of the gradients. With β₁ = β₂ = 0, as in the paper, a step is η·sign of the
 * estimate.
 */
export const tngdAdam = defineOptimizer({
  name: 'tngd-adam',
  description: "Adam's update of the natural-gradient estimate that relaxes on the SPU",
  needs: 'curvature',
  needsDevice: true,
  defaults: { learningRate: 0.01, schedule: 'cosine' },
  settings: z.strictObject({ ...deviceSettings, ...adamSettings }),
  create: async ({ beta1, beta2, epsilon, ...settings }, context) => {
    const device = await openDeviceEstimate('tngd-adam', settings, context);
    const update = new AdamUpdate({ beta1, beta2, epsilon }, context.parameterCount);
    const stepOf = ({ solution, report, exchanges }: Estimate): OptimizerStep => {
      const direction = update.direction(solution);
      context.meter.charge('direction', update.work);
      return { direction, device: report, ...(exchanges && { exchanges }) };
    };
    return {
      needs: 'curvature',
      direction: async (evaluation, step) => stepOf(await device.estimate(evaluation, step)),
      submit: async (evaluation, step) => {
        const submitted = await device.submit(evaluation, step);
        return { collect: async () => stepOf(await submitted.collect()) };
      },
      snapshot: () => ({ ...device.snapshot(), ...update.snapshot() }),
      restore: (state) => {
        device.restore(state);
        update.restore(state);
      },
      close: () => device.close(),
    };
  },
});
