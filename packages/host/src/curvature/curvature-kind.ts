import {
  broadcastTo,
  matmul,
  perExampleJacobian,
  reshape,
  scale,
  vjp,
  type Tensor,
} from '@thermoloop/compute';
import type { Loss } from '../losses/loss.js';

/** Curvatures of a network on a mini-batch. */
export const networkCurvatureKinds = ['ggn', 'empirical-fisher', 'mc-fisher'] as const;
export type NetworkCurvatureKind = (typeof networkCurvatureKinds)[number];

/** `hessian` is the landscape's: B = I, S = the Hessian of the loss, which may be indefinite. */
export const curvatureKinds = [...networkCurvatureKinds, 'hessian'] as const;
export type CurvatureKind = (typeof curvatureKinds)[number];

/** Sizes of a curvature factor that are known before it is computed. */
export interface FactorSize {
  /** r */
  readonly rows: number;
  /** Side of the blocks of S; absent where S = I. */
  readonly blockSize?: number;
}

/** The curvature factor of `batch` examples with `outputs` outputs each. */
export function networkFactorSize(kind: NetworkCurvatureKind, batch: number, outputs: number): FactorSize {
  return kind === 'ggn' ? { rows: batch * outputs, blockSize: outputs } : { rows: batch };
}

/** A mini-batch as tensors of one graph: θ [N], outputs [b, d] made of it, targets [b, d]. */
export interface BatchTensors {
  readonly theta: Tensor;
  readonly outputs: Tensor;
  readonly targets: Tensor;
  /** The loss's predictive noise [b, …], for a kind that draws. */
  readonly noise?: Tensor;
}

/** Whether a kind draws random numbers. */
export function drawsNoise(kind: 'gradient' | NetworkCurvatureKind): boolean {
  return kind === 'mc-fisher';
}

/** B, S and the gradient of the mean loss as tensors of one graph. */
export interface CurvatureTensors {
  /** B [r, N]. */
  readonly matrix: Tensor;
  /** The blocks of S [r / d, d, d]; without them S = I. */
  readonly blocks?: Tensor;
  /** [N], of the mean loss with the true targets. */
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

/**
 * Fisher matrix by one draw an example: rows of B are the gradients of each example's loss / √b at a target drawn from
 * the model's own prediction, S = I. Its expectation over the draws is the Fisher matrix, which for softmax
 * cross-entropy and squared error is `ggn`. The gradient is that of the true targets.
 */
const mcFisher: CurvatureBuilder = ({ theta, outputs, targets, noise }, loss) => {
  if (noise === undefined) throw new Error('mc-fisher needs noise to draw targets from');
  const [examples = 0, size = 0] = outputs.shape;
  const drawn = scale(
    loss.outputGradient(outputs, loss.drawTargets(outputs, noise)),
    1 / Math.sqrt(examples),
  );
  const matrix = jacobianMatrix({ theta, outputs, targets }, reshape(drawn, [examples, 1, size]));
  const cotangent = scale(loss.outputGradient(outputs, targets), 1 / examples);
  return { matrix, gradient: vjp(outputs, cotangent, [theta])[0]! };
};

export const curvatureBuilders: Readonly<Record<NetworkCurvatureKind, CurvatureBuilder>> = {
  ggn,
  'empirical-fisher': empiricalFisher,
  'mc-fisher': mcFisher,
};
