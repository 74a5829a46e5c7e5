/**
 * The curvature F = BᵀSB [N × N] of one mini-batch in factored form, F itself never formed.
 * `matrix` is B [rows × columns], row-major, columns = N parameters. `blocks` is the block-diagonal S:
 * rows / size blocks of size × size, row-major, symmetric and positive semi-definite; without it S = I.
 */
export interface CurvatureFactor {
  readonly rows: number;
  readonly columns: number;
  readonly matrix: Float32Array;
  readonly blocks?: { readonly size: number; readonly values: Float32Array };
  /** max |B|, taken inside the graph that made B. */
  readonly matrixPeak: number;
}
