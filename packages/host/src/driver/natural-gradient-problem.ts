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
  /**
   * t_d in τ, of the problem before this one: how long the cells go on relaxing under it before this one latches. Not
   * part of the run time. 0 if absent; nothing where no problem came before.
   */
  readonly carryTimeTau?: number;
  /** κ in problem units; without it the device's least noise. */
  readonly temperature?: number;
  /** Readings of every cell, averaged by the host. */
  readonly reads: number;
  /** Readings this many τ apart, of cells that go on relaxing, the first at the run time; absent: all of held cells. */
  readonly readSpacingTau?: number;
  /** Trajectories, each from the start state, which cannot be `previous` for more than one. 1 if absent. */
  readonly repeats?: number;
  /** Whether `Solved` tells all that was sent and received; otherwise nothing of it is kept. */
  readonly keepsExchange?: boolean;
}

/** Whether the readings are of cells that go on relaxing. */
export function isLive({ readSpacingTau, reads }: NaturalGradientProblem): boolean {
  return readSpacingTau !== undefined && reads > 1;
}
