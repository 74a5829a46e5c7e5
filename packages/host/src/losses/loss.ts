import type { Tensor } from '@thermoloop/compute';

export type LossName = 'softmax-cross-entropy' | 'squared-error';

/** Random numbers from which a predictive distribution is drawn: uniforms in [0, 1) or standard normals. */
export interface PredictiveNoise {
  readonly distribution: 'uniform' | 'normal';
  /** How many numbers an example with d outputs takes. */
  readonly perExample: (outputs: number) => number;
}

/**
 * A loss ℓ(z, y) of one example's outputs z [d] and target y [d], as graph rules over a batch. The loss of
 * a mini-batch is the mean over its examples. ℓ = −log p(y | z) up to a constant, of a predictive distribution p.
 */
export interface Loss {
  readonly name: LossName;
  /** ℓ of each example [b], from outputs [b, d] and targets [b, d]. */
  perExample(outputs: Tensor, targets: Tensor): Tensor;
  /** ∂ℓ/∂z of each example [b, d]. */
  outputGradient(outputs: Tensor, targets: Tensor): Tensor;
  /** ∂²ℓ/∂z² of each example [b, d, d], positive semi-definite. */
  outputHessian(outputs: Tensor): Tensor;
  readonly predictiveNoise: PredictiveNoise;
  /** Targets [b, d] drawn from p(· | outputs) by noise [b, predictiveNoise.perExample(d)]. Not differentiable. */
  drawTargets(outputs: Tensor, noise: Tensor): Tensor;
}
