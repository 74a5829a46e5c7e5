import { z } from 'zod';
import { defineOptimizer } from './registry-entry.js';
import { restoredArray, restoredCount } from './restored-state.js';

/**
 * Adam (arXiv:1412.6980, algorithm 1): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², and the direction is
 * m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 */
export const adam = defineOptimizer({
  name: 'adam',
  description: 'Adam: gradient over the root of its mean square, both averaged',
  needs: 'gradient',
  needsDevice: false,
  defaults: { learningRate: 0.01, schedule: 'cosine' },
  settings: z.strictObject({
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }),
  create: ({ beta1, beta2, epsilon }, { parameterCount, meter }) => {
    let mean = new Float32Array(parameterCount);
    let square = new Float32Array(parameterCount);
    let steps = 0;
    const direction = new Float32Array(parameterCount);
    return {
      needs: 'gradient',
      direction: ({ gradient }) => {
        steps += 1;
        const meanCorrection = 1 / (1 - beta1 ** steps);
        const rootCorrection = 1 / Math.sqrt(1 - beta2 ** steps);
        for (let i = 0; i < parameterCount; i++) {
          const g = gradient[i]!;
          const m = beta1 * mean[i]! + (1 - beta1) * g;
          const v = beta2 * square[i]! + (1 - beta2) * g * g;
          mean[i] = m;
          square[i] = v;
          direction[i] = (m * meanCorrection) / (Math.sqrt(v) * rootCorrection + epsilon);
        }
        meter.charge('direction', { flops: 12 * parameterCount, bytes: 24 * parameterCount });
        return Promise.resolve({ direction });
      },
      snapshot: () => ({ mean: mean.slice(), square: square.slice(), steps }),
      restore: (state) => {
        mean = restoredArray(state, 'mean', parameterCount);
        square = restoredArray(state, 'square', parameterCount);
        steps = restoredCount(state, 'steps');
      },
    };
  },
});
