import { z } from 'zod';
import { DenseSolver } from '../natural-gradient/dense-solver.js';
import { naturalGradientOptimizer } from '../natural-gradient/natural-gradient-optimizer.js';
import { defineOptimizer } from './registry-entry.js';

export const ngd = defineOptimizer({
  name: 'ngd',
  description:
    'natural gradient (F + damping)⁻¹g with F formed, N × N, in float64: the oracle for small networks',
  needs: 'curvature',
  needsDevice: false,
  defaults: { learningRate: 0.5, schedule: 'cosine' },
  settings: z.strictObject({ damping: z.number().positive().default(0.1) }),
  create: ({ damping }, { threads, meter }) =>
    naturalGradientOptimizer({ damping, threads, meter }, (shape) => DenseSolver.compile(shape)),
});
