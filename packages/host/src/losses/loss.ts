import type { Tensor } from '@thermoloop/compute';

export type LossName = 'softmax-cross-entropy' | 'squared-error';

/**
 * A loss ℓ(z, y) of one example's outputs z [d] and target y [d], as graph rules over a batch. The loss of
 * a mini-batch is the mean over its examples.
 */
export interface Loss {
  readonly name: LossName;
  /** ℓ of each example [b], from outputs [b, d] and targets [b, d]. */
  perExample(outputs: Tensor, targets: Tensor): Tensor;
  /** ∂ℓ/∂z of each example [b, d]. */
  outputGradient(outputs: Tensor, targets: Tensor): Tensor;
  /** ∂²ℓ/∂z² of each example [b, d, d], positive semi-definite. */
  outputHessian(outputs: Tensor): Tensor;
}
