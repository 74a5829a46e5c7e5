import { z } from 'zod';
import { defineOptimizer } from './registry-entry.js';

export const sgd = defineOptimizer({
  name: 'sgd',
  description: 'gradient descent on mini-batches',
  needs: 'gradient',
  needsDevice: false,
  defaults: { learningRate: 0.1, schedule: 'cosine' },
  settings: z.strictObject({}),
  create: () => ({
    needs: 'gradient',
    direction: ({ gradient }) => Promise.resolve({ direction: gradient }),
  }),
});
