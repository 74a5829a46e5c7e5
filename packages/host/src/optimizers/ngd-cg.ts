import { z } from 'zod';
import { conjugateGradients, NotPositiveCurvatureError } from '../natural-gradient/conjugate-gradients.js';
import { indefiniteSystem } from '../natural-gradient/indefinite-curvature-error.js';
import { CurvatureProduct } from '../natural-gradient/product.js';
import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import { defineOptimizer } from './registry-entry.js';
import { restoredArray } from './restored-state.js';

/**
 * Natural gradient (BᵀSB + λI)⁻¹g by conjugate gradients from products with B and Bᵀ (arXiv:2405.13817, sec. 3),
 * truncated at `iterations` products or at a residual of `tolerance`·‖g‖. With `warmStart` each step begins at the
 * direction of the step before.
 */
export const ngdCg = defineOptimizer({
  name: 'ngd-cg',
  description: 'natural gradient (F + damping)⁻¹g by conjugate gradients: products only, F is not formed',
  needs: 'curvature',
  needsDevice: false,
  defaults: { learningRate: 0.5, schedule: 'cosine' },
  settings: z.strictObject({
    damping: z.number().nonnegative().default(0.1),
    iterations: z.int().positive().default(20),
    tolerance: z.number().nonnegative().lt(1).default(1e-3),
    warmStart: z.boolean().default(false),
  }),
  create: ({ damping, iterations, tolerance, warmStart }, { parameterCount, threads, meter }) => {
    let product: CurvatureProduct | undefined;
    let last: Float32Array | undefined;
    const productFor = async ({ rows, columns, blocks }: CurvatureFactor): Promise<CurvatureProduct> => {
      if (product?.shape.rows === rows && product.shape.blockSize === blocks?.size) return product;
      await product?.release();
      const blockSize = blocks && { blockSize: blocks.size };
      product = await CurvatureProduct.compile({
        rows,
        columns,
        ...blockSize,
        damping,
        threads,
        dtype: 'float32',
      });
      return product;
    };
    return {
      needs: 'curvature',
      direction: async ({ factor, gradient }) => {
        if (factor === undefined) throw new Error('ngd-cg needs an evaluation with a curvature factor');
        const curvature = await productFor(factor);
        const { matrix, blocks } = factor;
        const problem = { matrix, ...(blocks && { blocks: blocks.values }) };
        const vectorWork = { flops: 10 * parameterCount, bytes: 80 * parameterCount };
        const { solution } = await conjugateGradients(
          (v) => {
            meter.charge('direction', curvature.cost);
            meter.charge('direction', vectorWork);
            return curvature.times(problem, Float32Array.from(v));
          },
          gradient,
          { iterations, tolerance },
          warmStart ? last : undefined,
        ).catch((error: unknown) => {
          throw error instanceof NotPositiveCurvatureError ? indefiniteSystem(damping, error.message) : error;
        });
        const direction = Float32Array.from(solution);
        if (warmStart) last = direction;
        return { direction };
      },
      snapshot: () => (last === undefined ? {} : { direction: last.slice() }),
      restore: (state) => {
        last = 'direction' in state ? restoredArray(state, 'direction', parameterCount) : undefined;
      },
      close: async () => {
        await product?.release();
        product = undefined;
      },
    };
  },
});
