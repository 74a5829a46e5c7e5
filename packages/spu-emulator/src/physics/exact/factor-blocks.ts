import type { BlockMatrix } from '../block-matrix.js';

/**
 * Rounding of an f32 with room for a sum over a block: how far below zero storage in f32 can push an eigenvalue of
 * a positive semi-definite block, relative to its largest entry.
 */
const storageTolerance = 2 ** -22;
const roundingTolerance = 2 ** -46;

/**
 * L with L Lᵀ = S, block by block, by Cholesky with diagonal pivoting; undefined if a block is not positive
 * semi-definite. Rank-deficient blocks give zero columns. A negative remainder that f32 storage of the codes
 * explains is dropped.
 */
export function factorBlocks(blocks: BlockMatrix): BlockMatrix | undefined {
  const { size, values } = blocks;
  const factor = new Float64Array(values.length);
  const remainder = new Float64Array(size * size);
  for (let block = 0; block < values.length; block += size * size) {
    remainder.set(values.subarray(block, block + size * size));
    if (!factorBlock(remainder, size, factor.subarray(block, block + size * size))) return undefined;
  }
  return { size, values: factor };
}

/** Reduces `a` to its Schur complement and fills the columns of `factor`, rows in the order of `a`. */
function factorBlock(a: Float64Array, size: number, factor: Float64Array): boolean {
  let largest = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value));
  const negligible = storageTolerance * largest;
  for (let column = 0; column < size; column++) {
    const { pivot, diagonal, offDiagonal } = survey(a, size);
    if (offDiagonal > diagonal + negligible) return false;
    if (diagonal <= roundingTolerance * largest || (diagonal <= negligible && offDiagonal > diagonal)) break;
    eliminate(a, size, pivot, Math.sqrt(diagonal), factor.subarray(column));
  }
  const { lowest, offDiagonal } = survey(a, size);
  return Math.max(offDiagonal, -lowest) <= 4 * negligible;
}

/** Writes the column (every `size`-th entry of `column`) of one pivot and takes its outer product from `a`. */
function eliminate(a: Float64Array, size: number, pivot: number, root: number, column: Float64Array): void {
  for (let i = 0; i < size; i++) column[i * size] = (a[i * size + pivot] as number) / root;
  for (let i = 0; i < size; i++) {
    const left = column[i * size] as number;
    for (let j = 0; j < size; j++) {
      a[i * size + j] = (a[i * size + j] as number) - left * (column[j * size] as number);
    }
  }
  for (let i = 0; i < size; i++) {
    a[i * size + pivot] = 0;
    a[pivot * size + i] = 0;
  }
}

function survey(
  a: Float64Array,
  size: number,
): { pivot: number; diagonal: number; lowest: number; offDiagonal: number } {
  let pivot = 0;
  let diagonal = -Infinity;
  let lowest = Infinity;
  let offDiagonal = 0;
  for (let i = 0; i < size; i++) {
    const here = a[i * size + i] as number;
    if (here > diagonal) [pivot, diagonal] = [i, here];
    lowest = Math.min(lowest, here);
    for (let j = 0; j < i; j++) offDiagonal = Math.max(offDiagonal, Math.abs(a[i * size + j] as number));
  }
  return { pivot, diagonal, lowest, offDiagonal };
}
