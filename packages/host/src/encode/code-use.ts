const bins = 16;
const mostCodes = 65_536;

/**
 * Histogram of |code| over sixteen equal parts of 0 … largest. Of more than 65 536 codes a regular sample is
 * taken, with an odd stride, so that it does not stay in a few columns of a matrix.
 */
export function codeUse(codes: Int8Array | Int16Array, largest: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const stride = codes.length > mostCodes ? Math.ceil(codes.length / mostCodes) | 1 : 1;
  const scale = bins / (largest + 1);
  for (let i = 0; i < codes.length; i += stride) {
    counts[Math.min(bins - 1, Math.floor(Math.abs(codes[i]!) * scale))]! += 1;
  }
  return counts;
}
