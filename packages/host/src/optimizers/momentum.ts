import { z } from 'zod';
import { defineOptimizer } from './registry-entry.js';
import { restoredArray } from './restored-state.js';

/** v ← μv + g; the direction is v (as PyTorch's SGD with momentum, no dampening). */
export const momentum = defineOptimizer({
  name: 'momentum',
  description: 'gradient descent with a velocity, v ← momentum·v + g',
  needs: 'gradient',
  needsDevice: false,
  defaults: { learningRate: 0.05, schedule: 'cosine' },
  settings: z.strictObject({ momentum: z.number().min(0).lt(1).default(0.9) }),
  create: ({ momentum: decay }, { parameterCount, meter }) => {
    let velocity = new Float32Array(parameterCount);
    return {
      needs: 'gradient',
      direction: ({ gradient }) => {
        for (let i = 0; i < parameterCount; i++) velocity[i] = decay * velocity[i]! + gradient[i]!;
        meter.charge('direction', { flops: 2 * parameterCount, bytes: 12 * parameterCount });
        return Promise.resolve({ direction: velocity });
      },
      snapshot: () => ({ velocity: velocity.slice() }),
      restore: (state) => {
        velocity = restoredArray(state, 'velocity', parameterCount);
      },
    };
  },
});
