import type { Work } from '../cost/machine-model.js';

/** The sizes of (BᵀSB + λI)x = g, and how it is computed. */
export interface ProblemShape {
  /** r. */
  readonly rows: number;
  /** N. */
  readonly columns: number;
  /** Size of the blocks of S; without it S = I. */
  readonly blockSize?: number;
  /** λ > 0. */
  readonly damping: number;
  readonly threads: number;
  /** Number type of B and g as they are given. */
  readonly dtype: 'float32' | 'float64';
}

type FloatArray = Float32Array | Float64Array;

/** B [r × N], the blocks of S [r / size × size × size], and g [N]. */
export interface CurvatureProblem {
  readonly matrix: FloatArray;
  readonly blocks?: FloatArray;
  readonly gradient: FloatArray;
}

/** A compiled way to solve problems of one shape. */
export interface CurvatureSolver {
  readonly shape: ProblemShape;
  /** Work of one solution, a piece for each program and factorisation. */
  readonly work: readonly Work[];
  /** x [N]. */
  solve(problem: CurvatureProblem): Promise<FloatArray>;
  release(): Promise<void>;
}
