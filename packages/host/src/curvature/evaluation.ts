import type { CurvatureFactor } from './curvature-factor.js';

/** What the host computes of an objective at one θ. `factor` is there if the optimizer needs curvature. */
export interface Evaluation {
  /** Loss; of a network, its mean over the mini-batch. */
  readonly loss: number;
  /** θ [N] where everything here was evaluated. It is the loop's own array: read it before the next update. */
  readonly parameters: Float32Array;
  /** ∇loss [N]. */
  readonly gradient: Float32Array;
  /** max |∇loss|. */
  readonly gradientPeak: number;
  /** Share of the mini-batch that the model classifies correctly, 0 to 1; absent where nothing is classified. */
  readonly accuracy?: number;
  readonly factor?: CurvatureFactor;
}
