import { z } from 'zod';
import { adamSettings, AdamUpdate } from './adam-update.js';
import { defineOptimizer } from './registry-entry.js';

/**
 * Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2): the direction is m̂ / (√v̂ + ε) + wθ, with
 * the decay outside the averages and times the scheduled learning rate.
 */
export const adamw = defineOptimizer({
  name: 'adamw',
  description: 'Adam with decoupled weight decay, which the averages of the gradient do not see',
  needs: 'gradient',
  needsDevice: false,
  defaults: { learningRate: 0.01, schedule: 'cosine' },
  settings: z.strictObject({ ...adamSettings, weightDecay: z.number().nonnegative().default(0.01) }),
  create: ({ weightDecay, ...settings }, { parameterCount, meter }) => {
    const update = new AdamUpdate(settings, parameterCount);
    return {
      needs: 'gradient',
      direction: ({ gradient, parameters }) => {
        const direction = update.direction(gradient);
        for (let i = 0; i < parameterCount; i++) direction[i]! += weightDecay * parameters[i]!;
        const { flops, bytes } = update.work;
        meter.charge('direction', {
          flops: flops + 2 * parameterCount,
          bytes: bytes + 4 * parameterCount,
        });
        return Promise.resolve({ direction });
      },
      snapshot: () => update.snapshot(),
      restore: (state) => update.restore(state),
    };
  },
});
