import { z } from 'zod';
import { naturalGradientOptimizer } from '../natural-gradient/natural-gradient-optimizer.js';
import { WoodburySolver } from '../natural-gradient/woodbury-solver.js';
import { defineOptimizer } from './registry-entry.js';

export const ngdWoodbury = defineOptimizer({
  name: 'ngd-woodbury',
  description: 'natural gradient (F + damping)⁻¹g, solved on the host through the Woodbury identity',
  needs: 'curvature',
  needsDevice: false,
  defaults: { learningRate: 0.5, schedule: 'cosine' },
  settings: z.strictObject({
    damping: z.number().positive().default(0.1),
    gramPrecision: z.enum(['float32', 'float64']).default('float32'),
  }),
  create: ({ damping, gramPrecision }, { threads, meter }) =>
    naturalGradientOptimizer({ damping, threads, meter }, (shape) =>
      WoodburySolver.compile(shape, gramPrecision),
    ),
});
