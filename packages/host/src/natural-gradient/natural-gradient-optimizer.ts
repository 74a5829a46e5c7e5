import { NotPositiveDefiniteError } from '@thermoloop/compute';
import type { HostMeter } from '../cost/host-meter.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { CurvatureSolver, ProblemShape } from './curvature-problem.js';
import { indefiniteSystem } from './indefinite-curvature-error.js';

/**
 * The direction (F + λI)⁻¹g by a solver, which is compiled when the first factor tells its shape and again
 * if the shape changes. It rejects with IndefiniteCurvatureError where F + λI is not positive definite.
 */
export function naturalGradientOptimizer(
  { damping, threads, meter }: { damping: number; threads: number; meter: HostMeter },
  compileSolver: (shape: ProblemShape) => Promise<CurvatureSolver>,
): Optimizer {
  let solver: CurvatureSolver | undefined;
  return {
    needs: 'curvature',
    direction: async ({ factor, gradient }) => {
      if (factor === undefined)
        throw new Error('natural gradient needs an evaluation with a curvature factor');
      const { rows, columns, matrix, blocks } = factor;
      if (solver?.shape.rows !== rows || solver.shape.blockSize !== blocks?.size) {
        await solver?.release();
        const blockSize = blocks && { blockSize: blocks.size };
        solver = await compileSolver({ rows, columns, ...blockSize, damping, threads, dtype: 'float32' });
      }
      const solution = await solver
        .solve({ matrix, gradient, ...(blocks && { blocks: blocks.values }) })
        .catch((error: unknown) => {
          throw error instanceof NotPositiveDefiniteError ? indefiniteSystem(damping, error.message) : error;
        });
      for (const work of solver.work) meter.charge('direction', work);
      return { direction: solution instanceof Float32Array ? solution : Float32Array.from(solution) };
    },
    close: async () => {
      await solver?.release();
      solver = undefined;
    },
  };
}
