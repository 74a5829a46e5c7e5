import type { CurvatureFactor } from './curvature-factor.js';

/** What the host computes on one mini-batch at one θ. `factor` is there if the optimizer needs curvature. */
export interface Evaluation {
  /** Mean loss of the mini-batch. */
  readonly loss: number;
  /** ∇loss [N]. */
  readonly gradient: Float32Array;
  /** max |∇loss|. */
  readonly gradientPeak: number;
  /** Examples of the mini-batch that the model classifies correctly. */
  readonly correct: number;
  readonly factor?: CurvatureFactor;
}
