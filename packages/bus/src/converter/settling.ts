/**
 * Share of a step that a single pole has made after `elapsedS`, 1 − e^{−t/τ}, where settlingTimeS is what it takes
 * to come within half an LSB of a step over the full scale of 2^bits LSB: τ = settlingTimeS/((bits + 1)·ln 2). Without
 * a settling time every step is made at once.
 */
export function settledShare(
  elapsedS: number,
  { settlingTimeS, resolutionBits }: { readonly settlingTimeS: number; readonly resolutionBits: number },
): number {
  if (!(elapsedS >= 0)) throw new RangeError(`time after a step must be at least 0 s; found ${elapsedS}`);
  if (settlingTimeS === 0) return 1;
  return -Math.expm1((-elapsedS * (resolutionBits + 1) * Math.LN2) / settlingTimeS);
}
