import { addSpread, gramMatrix, project, type Rows } from './gram-matrix.js';
import { rowModes, timesBlocks, type BlockDiagonal, type RowModes } from './row-modes.js';

/** F = s_B² s_S BᵀSB, with B and S as values (scales 1) or as codes. */
export interface ScaledFactor {
  readonly matrix: Rows;
  /** s_B */
  readonly matrixScale: number;
  readonly blocks?: BlockDiagonal;
  /** s_S; of S = I too. */
  readonly blockScale: number;
}

/**
 * Functions of A = λI + F in f64, through the r × r problem: f(A)v = f(λ)v + Bᵀ Σ w (f(λ + μ) − f(λ)) wᵀBv over the
 * modes (μ, w) of F. No N × N array; r²N + r³ work, then rN for each vector. S may be indefinite.
 */
export class LowRankSystem {
  private constructor(
    readonly factor: ScaledFactor,
    readonly damping: number,
    private readonly modes: RowModes,
  ) {}

  /** @param gram BBᵀ of the unscaled matrix, where it is known */
  static async of(
    factor: ScaledFactor,
    damping: number,
    threads: number,
    gram?: Float64Array,
  ): Promise<LowRankSystem> {
    const { matrix, matrixScale, blocks, blockScale } = factor;
    const { shifts, vectors } = rowModes(gram ?? (await gramMatrix(matrix, threads)), matrix.rows, blocks);
    const scale = matrixScale * matrixScale * blockScale;
    return new LowRankSystem(factor, damping, { shifts: shifts.map((shift) => scale * shift), vectors });
  }

  get cells(): number {
    return this.factor.matrix.columns;
  }

  /** f(A)v [N]. */
  apply(f: (eigenvalue: number) => number, v: ArrayLike<number>): Float64Array {
    const { modes, damping, factor } = this;
    const { rows } = factor.matrix;
    const projected = project(factor.matrix, v);
    const outside = f(damping);
    const weights = new Float64Array(rows);
    modes.shifts.forEach((shift, k) => {
      const mode = modes.vectors.subarray(k * rows, (k + 1) * rows);
      let along = 0;
      for (let i = 0; i < rows; i++) along += mode[i]! * projected[i]!;
      along *= f(damping + shift) - outside;
      for (let i = 0; i < rows; i++) weights[i]! += along * mode[i]!;
    });
    const out = Float64Array.from(v, (value) => outside * value);
    addSpread(factor.matrix, weights, out);
    return out;
  }

  /** A⁻¹v [N]. */
  solve(v: ArrayLike<number>): Float64Array {
    return this.apply((a) => 1 / a, v);
  }

  /** tr f(A). */
  trace(f: (eigenvalue: number) => number): number {
    const { modes, damping, cells } = this;
    const outside = f(damping);
    return modes.shifts.reduce((sum, shift) => sum + f(damping + shift) - outside, cells * outside);
  }

  /** A v [N], without the modes. */
  times(v: ArrayLike<number>): Float64Array {
    const { matrix, matrixScale, blocks, blockScale } = this.factor;
    const projected = project(matrix, v);
    const coupled = blocks === undefined ? projected : timesBlocks(blocks, projected);
    const out = Float64Array.from(v, (value) => this.damping * value);
    addSpread(
      matrix,
      coupled.map((value) => matrixScale * matrixScale * blockScale * value),
      out,
    );
    return out;
  }
}
