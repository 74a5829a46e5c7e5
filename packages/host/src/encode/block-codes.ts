import { laplacianCodes, smallestLaplacianScale, type Blocks } from './laplacian.js';
import { NotFiniteError } from './not-finite-error.js';
import { roundToCodes } from './round-to-codes.js';

export type { Blocks } from './laplacian.js';

/** `laplacian` keeps S positive semi-definite; `plain` rounds each entry for itself. */
export type BlockCoding = 'laplacian' | 'plain';

/** Relative rounding that f32 blocks may show in their row sums. */
const rowSumTolerance = 1e-4;

/** `laplacian` if no off-diagonal is positive and every row sums to zero, as a softmax Hessian's do. */
export function blockCoding({ size, values }: Blocks): BlockCoding {
  let peak = 0;
  let widestSum = 0;
  for (let start = 0; start < values.length; start += size) {
    const diagonal = (start / size) % size;
    let sum = 0;
    for (let column = 0; column < size; column++) {
      const value = values[start + column]!;
      if (column !== diagonal && value > 0) return 'plain';
      sum += value;
      peak = Math.max(peak, Math.abs(value));
    }
    widestSum = Math.max(widestSum, Math.abs(sum));
  }
  return widestSum <= rowSumTolerance * peak ? 'laplacian' : 'plain';
}

/**
 * The smallest scale at which every code of S fits; 0 if every code would be 0 at any scale.
 * @throws NotFiniteError on NaN or ±∞
 */
export function smallestBlockScale(blocks: Blocks, coding: BlockCoding, largest: number): number {
  if (coding === 'laplacian') return smallestLaplacianScale(blocks, largest);
  let peak = 0;
  for (const value of blocks.values) {
    if (!Number.isFinite(value)) throw new NotFiniteError('S');
    peak = Math.max(peak, Math.abs(value));
  }
  return Math.fround(peak / largest);
}

/** The codes of S at an f32 scale, and how many clipped. */
export function encodeBlocks(
  blocks: Blocks,
  coding: BlockCoding,
  scale: number,
  largest: number,
  out: Int8Array | Int16Array,
): { clipped: number } {
  return coding === 'laplacian'
    ? laplacianCodes(blocks, scale, largest, out)
    : roundToCodes('S', blocks.values, scale, largest, out);
}
