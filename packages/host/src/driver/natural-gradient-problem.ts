import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import type { StartName } from './device-step-report.js';

/**
 * One step's problem: τ dx = −((F + λI)x − g) dt + √(2κτ) dW with F = BᵀSB, run for `runTimeTau` time constants
 * from the start state. x, g [N].
 */
export interface NaturalGradientProblem {
  readonly gradient: Float32Array;
  /** max |g|. */
  readonly gradientPeak: number;
  readonly factor: CurvatureFactor;
  /** λ ≥ 0. */
  readonly damping: number;
  readonly runTimeTau: number;
  readonly start: StartName;
  /** x₀ [N] in problem units, for start `written`. */
  readonly written?: Float32Array;
  /** κ in problem units; without it the device's least noise. */
  readonly temperature?: number;
  /** Readings of every held cell, averaged by the host. */
  readonly reads: number;
}
