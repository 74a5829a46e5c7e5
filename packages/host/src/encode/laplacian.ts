import { NotFiniteError } from './not-finite-error.js';
import { roundedRatio } from './round-to-codes.js';

/** Square blocks on the diagonal of S, row-major one after another. */
export interface Blocks {
  readonly size: number;
  readonly values: Float32Array;
}

/**
 * What a diagonal code is, the off-diagonals being rounded half to even. `exact`: minus the sum of its row, so that
 * the codes are a Laplacian again. `dominant`: the larger of that and its own rounding; with few bits most
 * off-diagonals round to 0, and this keeps the curvature that would be lost with them. Either way the codes are
 * diagonally dominant, hence positive semi-definite, at any number of bits.
 */
export type LaplacianDiagonal = 'exact' | 'dominant';

/**
 * `exact` if the codes can hold the Laplacian of equal probabilities at all: off-diagonals of one code need a
 * diagonal of size − 1.
 */
export function laplacianDiagonal(size: number, largest: number): LaplacianDiagonal {
  return largest >= size - 1 ? 'exact' : 'dominant';
}

/**
 * Codes of blocks that are graph Laplacians (off-diagonals ≤ 0, rows summing to zero), such as the softmax
 * Hessian diag(p) − ppᵀ.
 * @param scale an f32 number, at least `smallestLaplacianScale(blocks, largest)`
 * @throws NotFiniteError on NaN
 */
export function laplacianCodes(
  blocks: Blocks,
  scale: number,
  largest: number,
  out: Int8Array | Int16Array,
): { clipped: number } {
  const { size, values } = blocks;
  const dominant = laplacianDiagonal(size, largest) === 'dominant';
  let clipped = 0;
  for (let row = 0; row < values.length / size; row++) {
    const start = row * size;
    const diagonal = row % size;
    let sum = 0;
    for (let column = 0; column < size; column++) {
      if (column === diagonal) continue;
      const rounded = roundedRatio(values[start + column]!, scale);
      if (Number.isNaN(rounded)) throw new NotFiniteError('S', start + column);
      const code = Math.min(Math.max(rounded, -largest), largest);
      if (code !== rounded) clipped++;
      out[start + column] = code;
      sum += code;
    }
    const wanted = dominant ? Math.max(-sum, roundedRatio(values[start + diagonal]!, scale)) : -sum;
    const code = Math.min(Math.max(wanted, -largest), largest);
    if (code !== wanted) clipped++;
    out[start + diagonal] = code;
  }
  return { clipped };
}

/**
 * The smallest f32 scale at which every off-diagonal code and every resulting diagonal code lies within
 * ±largest; 0 if every off-diagonal is 0. A row's diagonal code never grows with the scale, so bisection finds it.
 * @throws NotFiniteError on NaN or ±∞
 */
export function smallestLaplacianScale(blocks: Blocks, largest: number): number {
  const { size, values } = blocks;
  const dominant = laplacianDiagonal(size, largest) === 'dominant';
  const rowSums = offDiagonalRowSums(blocks);
  let widest = 0;
  for (const sum of rowSums) widest = Math.max(widest, sum);
  if (widest === 0) return 0;
  // |Σ round(o/s) − Σ o/s| ≤ (size − 1)/2 bounds the answer on both sides; at 2·widest every code is 0.
  const slack = (size - 1) / 2 + 1;
  const surely = largest > slack ? Math.min(2 * widest, widest / (largest - slack)) : 2 * widest;
  let fits = roundUpToFloat(surely);
  let tooSmall = Math.fround(widest / (largest + slack));
  const rows: number[] = [];
  for (const [row, sum] of rowSums.entries()) if (sum / tooSmall > largest - slack) rows.push(row);
  const rowFits = (row: number, scale: number): boolean => {
    let sum = 0;
    for (let column = 0; column < size; column++) {
      if (column !== row % size) sum += Math.abs(roundedRatio(values[row * size + column]!, scale));
    }
    return (
      sum <= largest && (!dominant || roundedRatio(values[row * size + (row % size)]!, scale) <= largest)
    );
  };
  for (;;) {
    const middle = Math.fround((tooSmall + fits) / 2);
    if (middle <= tooSmall || middle >= fits) return fits;
    if (rows.every((row) => rowFits(row, middle))) fits = middle;
    else tooSmall = middle;
  }
}

/** Σ |off-diagonal| of each row. */
function offDiagonalRowSums({ size, values }: Blocks): Float64Array {
  const sums = new Float64Array(values.length / size);
  for (let row = 0; row < sums.length; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) {
      if (column !== row % size) sum += Math.abs(values[row * size + column]!);
    }
    if (!Number.isFinite(sum)) throw new NotFiniteError('S');
    sums[row] = sum;
  }
  return sums;
}

const floatBits = new Float32Array(1);
const integerBits = new Int32Array(floatBits.buffer);

/** The smallest f32 number ≥ x, for x > 0. */
export function roundUpToFloat(x: number): number {
  const nearest = Math.fround(x);
  if (nearest >= x) return nearest;
  floatBits[0] = nearest;
  integerBits[0]! += 1;
  return floatBits[0];
}
