import { broadcastTo, matmul, perExampleJacobian, reshape, scale, type Tensor } from '@thermoloop/compute';
import type { Loss } from '../losses/loss.js';

export const curvatureKinds = ['ggn', 'empirical-fisher'] as const;
export type CurvatureKind = (typeof curvatureKinds)[number];

/** A mini-batch as tensors of one graph: θ [N], outputs [b, d] made of it, targets [b, d]. */
export interface BatchTensors {
  readonly theta: Tensor;
  readonly outputs: Tensor;
  readonly targets: Tensor;
}

/** B, S and the gradient of the mean loss as tensors of one graph. */
export interface CurvatureTensors {
  /** B [r, N]. */
  readonly matrix: Tensor;
  /** The blocks of S [r / d, d, d]; without them S = I. */
  readonly blocks?: Tensor;
  /** [N], a combination of the rows of B. */
  readonly gradient: Tensor;
}

type CurvatureBuilder = (batch: BatchTensors, loss: Loss) => CurvatureTensors;

/** The rows of the per-example Jacobian as one matrix [b·k, N], example-major. */
function jacobianMatrix({ theta, outputs }: BatchTensors, cotangents?: Tensor): Tensor {
  const jacobian = perExampleJacobian(outputs, [theta], cotangents)[0]!;
  const [examples = 0, rows = 0, columns = 0] = jacobian.shape;
  return reshape(jacobian, [examples * rows, columns]);
}

/** Σ weights[i] · row i. */
function combineRows(weights: Tensor, matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  return reshape(matmul(reshape(weights, [1, rows]), matrix), [columns]);
}

/**
 * Generalised Gauss–Newton: B = Jacobian of the outputs (r = b·d), S = Hessian of the loss in the outputs / b
 * (arXiv:2405.13817, eq. 9), and g = Bᵀu with u = ∂loss/∂outputs.
 */
const ggn: CurvatureBuilder = (batch, loss) => {
  const { outputs, targets } = batch;
  const [examples = 0] = outputs.shape;
  const matrix = jacobianMatrix(batch);
  return {
    matrix,
    blocks: scale(loss.outputHessian(outputs), 1 / examples),
    gradient: combineRows(scale(loss.outputGradient(outputs, targets), 1 / examples), matrix),
  };
};

/** Empirical Fisher: rows of B are the gradients of each example's loss / √b (arXiv:2405.13817, eq. 8), S = I. */
const empiricalFisher: CurvatureBuilder = (batch, loss) => {
  const { outputs, targets } = batch;
  const [examples = 0, size = 0] = outputs.shape;
  const perRow = 1 / Math.sqrt(examples);
  const outputGradient = scale(loss.outputGradient(outputs, targets), perRow);
  const matrix = jacobianMatrix(batch, reshape(outputGradient, [examples, 1, size]));
  const weights = broadcastTo(matrix.graph.scalar(perRow, matrix.dtype), [examples]);
  return { matrix, gradient: combineRows(weights, matrix) };
};

export const curvatureBuilders: Readonly<Record<CurvatureKind, CurvatureBuilder>> = {
  ggn,
  'empirical-fisher': empiricalFisher,
};
