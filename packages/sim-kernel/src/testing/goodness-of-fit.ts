// taken out of the global object once: looking `Math` up is slow in jest's contexts
const { exp, max, sqrt } = Math;
const sqrtTwoPi = sqrt(2 * Math.PI);

/** Φ(x) by Marsaglia's series, to about 1e-15 for |x| < 7. G. Marsaglia, J. Stat. Software 11 (2004) 4. */
export function normalCdf(x: number): number {
  let sum = x;
  let term = x;
  for (let k = 3; term / sum > 1e-18; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * exp(-0.5 * x * x)) / sqrtTwoPi;
}

/** √n times the Kolmogorov–Smirnov distance of a sample from a continuous distribution. Sorts the sample. */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const n = sample.length;
  let distance = 0;
  sample.sort().forEach((x, i) => {
    const p = cdf(x);
    distance = max(distance, p - i / n, (i + 1) / n - p);
  });
  return distance * sqrt(n);
}

/** What √n·D exceeds with the given probability (upper bound, Massart 1990: P ≤ 2·exp(−2x²)). */
export function kolmogorovSmirnovLimit(falseAlarmRate: number): number {
  return sqrt(Math.log(2 / falseAlarmRate) / 2);
}

/** Pearson's statistic of counts that are expected to be equal. */
export function chiSquareOfEqualCounts(counts: ArrayLike<number>): number {
  const all = Array.from(counts);
  const expected = all.reduce((sum, count) => sum + count, 0) / all.length;
  return all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The quantile of χ² that a normal deviate `z` has (Wilson–Hilferty). */
export function chiSquareQuantile(degreesOfFreedom: number, z: number): number {
  const spread = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - spread + z * sqrt(spread)) ** 3;
}
