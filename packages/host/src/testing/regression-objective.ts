import { RandomStream } from '@thermoloop/sim-kernel';
import type { Work } from '../cost/machine-model.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Objective } from '../objective/objective.js';

/** Least squares on mini-batches: y = Xθ* with another X (rows × parameters, normal) at every step. */
export interface Regression {
  readonly parameters: number;
  readonly rows: number;
  readonly cost: Work;
}

/** ½‖X(θ − θ*)‖²/rows with θ*ᵢ = 1, its gradient, and the factor B = X/√rows (S = I). */
export function regressionAt(
  { parameters: columns, rows }: Regression,
  theta: ArrayLike<number>,
  step: number,
): Evaluation {
  const draws = new Float64Array(rows * columns);
  RandomStream.named(7, 'regression', step).fillNormal(draws);
  const gradient = new Float32Array(columns);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    let residual = 0;
    for (let i = 0; i < columns; i++) residual += draws[row * columns + i]! * (theta[i]! - 1);
    loss += residual ** 2 / (2 * rows);
    for (let i = 0; i < columns; i++) gradient[i]! += (residual * draws[row * columns + i]!) / rows;
  }
  const matrix = Float32Array.from(draws, (value) => value / Math.sqrt(rows));
  const peakOf = (values: Float32Array): number => values.reduce((peak, v) => Math.max(peak, Math.abs(v)), 0);
  return {
    loss,
    parameters: Float32Array.from(theta),
    gradient,
    gradientPeak: peakOf(gradient),
    factor: { rows, columns, matrix, matrixPeak: peakOf(matrix) },
  };
}

export function regressionObjective(regression: Regression): Objective {
  return {
    parameterCount: regression.parameters,
    layers: [{ name: 'coefficients', size: regression.parameters }],
    lossLimit: 1e3,
    initialParameters: () => new Float32Array(regression.parameters),
    factorSize: () => ({ rows: regression.rows }),
    open: () =>
      Promise.resolve({
        cost: regression.cost,
        evaluate: (theta, step) => Promise.resolve(regressionAt(regression, theta, step)),
        test: () => Promise.resolve(undefined),
        release: () => Promise.resolve(),
      }),
  };
}
