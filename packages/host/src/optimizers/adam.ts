import { z } from 'zod';
import { adamSettings, AdamUpdate } from './adam-update.js';
import { defineOptimizer } from './registry-entry.js';

/** Adam (arXiv:1412.6980, algorithm 1): the direction is m̂ / (√v̂ + ε) of the gradients. */
export const adam = defineOptimizer({
  name: 'adam',
  description: 'Adam: gradient over the root of its mean square, both averaged',
  needs: 'gradient',
  needsDevice: false,
  defaults: { learningRate: 0.01, schedule: 'cosine' },
  settings: z.strictObject(adamSettings),
  create: (settings, { parameterCount, meter }) => {
    const update = new AdamUpdate(settings, parameterCount);
    return {
      needs: 'gradient',
      direction: ({ gradient }) => {
        const direction = update.direction(gradient);
        meter.charge('direction', update.work);
        return Promise.resolve({ direction });
      },
      snapshot: () => update.snapshot(),
      restore: (state) => update.restore(state),
    };
  },
});
