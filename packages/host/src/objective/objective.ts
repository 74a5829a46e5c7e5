import type { Work } from '../cost/machine-model.js';
import type { CurvatureKind, FactorSize } from '../curvature/curvature-kind.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Layer } from '../model/layer.js';

/** A loss as a function of θ [N], with its gradient and, if asked, a curvature factor: what is trained. */
export interface Objective {
  /** N */
  readonly parameterCount: number;
  /** The layers of θ, in its order: what a chip with fewer cells than parameters is given in turn. */
  readonly layers: readonly Layer[];
  /** A loss above this counts as diverged. */
  readonly lossLimit: number;
  /** θ [N] before the first step. */
  initialParameters(seed: number): Float32Array;
  /**
   * Sizes of its curvature factors, for a check before the first step.
   * @throws CurvatureKindError for a kind that it does not have
   */
  factorSize(kind: CurvatureKind): FactorSize;
  /**
   * Compiles what evaluations of this kind need; `release` frees it.
   * @throws CurvatureKindError for a kind that it does not have
   */
  open(kind: 'gradient' | CurvatureKind): Promise<OpenObjective>;
}

export interface OpenObjective {
  /** Work of one evaluation, as it is charged to the host. */
  readonly cost: Work;
  /**
   * Loss, gradient and, unless opened for `gradient`, the curvature factor at `parameters` [N]. The arrays are new ones.
   * @param step from 1; picks the mini-batch of an objective that has them
   */
  evaluate(parameters: Float32Array, step: number): Promise<Evaluation>;
  /** What training is after, on examples that it does not see if there are any. Not charged to the host. */
  test(parameters: Float32Array): Promise<TestResult | undefined>;
  release(): Promise<void>;
}

export interface TestResult {
  /** Mean loss over the test set; without one, the loss itself. */
  readonly testLoss: number;
  /** Share of the test set that is classified correctly, 0 to 1; absent where nothing is classified. */
  readonly testAccuracy?: number;
}
