import { concat, matmul, perExampleJacobian, reshape, scale, type Tensor } from '@thermoloop/compute';
import type { Loss } from '../losses/loss.js';
import type { BoundModel } from '../model/bind.js';

export const curvatureKinds = ['ggn', 'empirical-fisher'] as const;
export type CurvatureKind = (typeof curvatureKinds)[number];

/** B, S and the gradient of the mean loss as tensors of one graph. */
export interface CurvatureTensors {
  /** B [r, N]. */
  readonly matrix: Tensor;
  /** The blocks of S [r / d, d, d]; without them S = I. */
  readonly blocks?: Tensor;
  /** [N], a combination of the rows of B. */
  readonly gradient: Tensor;
}

type CurvatureBuilder = (bound: BoundModel, loss: Loss, targets: Tensor) => CurvatureTensors;

/** Rows of the per-example Jacobian as one matrix [b·k, N], example-major. */
function jacobianMatrix({ outputs, parameters }: BoundModel, cotangents?: Tensor): Tensor {
  const parts = perExampleJacobian(outputs, parameters, cotangents).map((part) => {
    const [examples = 0, rows = 0, ...shape] = part.shape;
    return reshape(part, [examples * rows, shape.reduce((product, dimension) => product * dimension, 1)]);
  });
  return concat(parts, 1);
}

function combineRows(weights: Tensor, matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  return reshape(matmul(reshape(weights, [1, rows]), matrix), [columns]);
}

/**
 * Generalised Gauss–Newton: B = Jacobian of the outputs (r = b·d), S = Hessian of the loss in the outputs / b
 * (arXiv:2405.13817, eq. 9), and g = Bᵀu with u = ∂loss/∂outputs.
 */
const ggn: CurvatureBuilder = (bound, loss, targets) => {
  const [examples = 0] = bound.outputs.shape;
  const matrix = jacobianMatrix(bound);
  return {
    matrix,
    blocks: scale(loss.outputHessian(bound.outputs), 1 / examples),
    gradient: combineRows(scale(loss.outputGradient(bound.outputs, targets), 1 / examples), matrix),
  };
};

/** Empirical Fisher: rows of B are the gradients of each example's loss / √b (arXiv:2405.13817, eq. 8), S = I. */
const empiricalFisher: CurvatureBuilder = (bound, loss, targets) => {
  const [examples = 0, size = 0] = bound.outputs.shape;
  const perRow = 1 / Math.sqrt(examples);
  const outputGradient = scale(loss.outputGradient(bound.outputs, targets), perRow);
  const matrix = jacobianMatrix(bound, reshape(outputGradient, [examples, 1, size]));
  const weights = new Array<number>(examples).fill(perRow);
  const data = matrix.dtype === 'float64' ? Float64Array.from(weights) : Float32Array.from(weights);
  return { matrix, gradient: combineRows(matrix.graph.constant(data, [examples]), matrix) };
};

export const curvatureBuilders: Readonly<Record<CurvatureKind, CurvatureBuilder>> = {
  ggn,
  'empirical-fisher': empiricalFisher,
};
