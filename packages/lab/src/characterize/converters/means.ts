/** The mean of the reads of each input. */
export function meansOf(codes: ArrayLike<number>, reads: number): Float64Array {
  const means = new Float64Array(codes.length / reads);
  for (let i = 0; i < means.length; i++) {
    let sum = 0;
    for (let j = 0; j < reads; j++) sum += codes[i * reads + j]!;
    means[i] = sum / reads;
  }
  return means;
}

/** Variance of one read about the mean of its input, over all inputs; 0 of single reads. */
export function readVariance(codes: ArrayLike<number>, reads: number): number {
  if (reads < 2) return 0;
  const means = meansOf(codes, reads);
  let squares = 0;
  for (let i = 0; i < codes.length; i++) squares += (codes[i]! - means[Math.floor(i / reads)]!) ** 2;
  return squares / (means.length * (reads - 1));
}
