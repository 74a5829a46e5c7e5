import type { CurvatureFactor } from './curvature-factor.js';

/** What the host computes at one θ, on a mini-batch if there are any. `factor` is there if the optimizer needs curvature. */
export interface Evaluation {
  /** Loss; the mean over a mini-batch. */
  readonly loss: number;
  /** ∇loss [N]. */
  readonly gradient: Float32Array;
  /** max |∇loss|. */
  readonly gradientPeak: number;
  /** Share of the mini-batch that the model classifies correctly, 0 to 1; absent where nothing is classified. */
  readonly accuracy?: number;
  readonly factor?: CurvatureFactor;
}
