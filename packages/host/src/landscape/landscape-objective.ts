import { CurvatureKindError } from '../curvature/curvature-kind-error.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Objective } from '../objective/objective.js';
import type { Landscape } from './landscape.js';

/** A loss this many times the one at the start counts as diverged. */
const lossLimitOverStart = 1e3;

/**
 * The loss of a landscape: θ are its variables. Curvature `hessian` is B = I [N × N] and S = the Hessian in one
 * block, which may be indefinite. Everything is deterministic: neither step nor seed matter.
 */
export function landscapeObjective(landscape: Landscape): Objective {
  const { variables, start, operations } = landscape;
  const size = variables.length;
  const identity = new Float32Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  return {
    parameterCount: size,
    layers: [{ name: 'variables', size }],
    lossLimit: Number((lossLimitOverStart * Math.max(1, Math.abs(landscape.value(start)))).toPrecision(3)),
    initialParameters: () => Float32Array.from(start),
    factorSize: (kind) => {
      if (kind !== 'hessian') throw new CurvatureKindError('a landscape', kind, ['hessian']);
      return { rows: size, blockSize: size };
    },
    open: (kind) => {
      if (kind !== 'gradient' && kind !== 'hessian') {
        return Promise.reject(new CurvatureKindError('a landscape', kind, ['hessian']));
      }
      const flops = operations.value + operations.gradient + (kind === 'hessian' ? operations.hessian : 0);
      return Promise.resolve({
        cost: { flops, bytes: 8 * (kind === 'hessian' ? 1 + size + size * size : 1 + size) },
        evaluate: (parameters): Promise<Evaluation> => {
          const gradient = Float32Array.from(landscape.gradient(parameters));
          return Promise.resolve({
            loss: landscape.value(parameters),
            parameters,
            gradient,
            gradientPeak: gradient.reduce((peak, slope) => Math.max(peak, Math.abs(slope)), 0),
            ...(kind === 'hessian' && {
              factor: {
                rows: size,
                columns: size,
                matrix: identity,
                matrixPeak: 1,
                blocks: { size, values: Float32Array.from(landscape.hessian(parameters)) },
              },
            }),
          });
        },
        test: (parameters) => Promise.resolve({ testLoss: landscape.value(parameters) }),
        release: () => Promise.resolve(),
      });
    },
  };
}
