import { normalBelow } from './normal-distribution.js';

/** What codes say of the values behind them. */
export interface ValuesBehindCodes {
  /** The expected value of each, in codes. */
  readonly expected: Float64Array;
  /** Its variance about it, in codes². */
  readonly variance: Float64Array;
}

/**
 * The values that a converter is likely to have read. Where values are spread over many codes, a value lies in the middle
 * of its code, give or take 1/12; where most of them are within one, they are closer to zero than their codes. Both follow
 * from a density that falls exponentially on either side of zero, as fast as the mean of |code| says:
 * E|code| = 1/(2 sinh(β/2)) for the density ½βe^{−β|x|}, less with noise.
 * @param codes one reading of each, or the mean of several
 * @param noise of the converter, rms, in codes
 * @param averaged variance that the mean of several readings has less than one reading; 0 for one
 */
export function valuesBehindCodes(
  codes: ArrayLike<number>,
  noise: number,
  averaged: number,
): ValuesBehindCodes {
  let sum = 0;
  for (let i = 0; i < codes.length; i++) sum += Math.abs(codes[i]!);
  const expected = new Float64Array(codes.length);
  const variance = new Float64Array(codes.length);
  if (sum === 0) return { expected, variance };
  const rate = rateOf(sum / codes.length, noise);
  const known = new Map<number, Posterior>();
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const key = Math.round(code * 1024);
    let posterior = known.get(key);
    if (posterior === undefined) {
      posterior = posteriorOf(code, rate, noise, averaged);
      known.set(key, posterior);
    }
    expected[i] = posterior.mean;
    variance[i] = posterior.variance;
  }
  return { expected, variance };
}

/** The β at which |code| has this mean. */
function rateOf(meanSize: number, noise: number): number {
  const withoutNoise = 2 * Math.asinh(1 / (2 * meanSize));
  if (noise === 0 || withoutNoise < fineRate) return withoutNoise;
  let low = withoutNoise;
  let high = steepest;
  if (meanSizeAt(high, noise) >= meanSize) return high;
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (meanSizeAt(middle, noise) > meanSize) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Values that spread over many codes: noise of less than one does not widen them. */
const fineRate = 0.1;
/** Values that are as good as zero. */
const steepest = 50;

/** E|code| of an exponential value with normal noise: twice the probabilities above ½, 3/2, … */
function meanSizeAt(rate: number, noise: number): number {
  let sum = 0;
  for (let edge = 0.5; ; edge++) {
    const above = probabilityAbove(edge, rate, noise);
    sum += above;
    if (above < 1e-12) return 2 * sum;
  }
}

/** Of a value of density ½βe^{−β|x|} plus normal noise. */
function probabilityAbove(edge: number, rate: number, noise: number): number {
  const spread = rate * noise;
  const distance = edge / noise;
  const lift = (spread * spread) / 2;
  const right = Math.exp(lift - rate * edge) * normalBelow(distance - spread);
  const left = Math.exp(lift + rate * edge) * normalBelow(-distance - spread);
  return normalBelow(-distance) + (right - left) / 2;
}

interface Posterior {
  readonly mean: number;
  readonly variance: number;
}

/** Points of the sum that stands for an integral. */
const points = 400;

/** Of a value of density ∝ e^{−rate·|x|}, given its code. */
function posteriorOf(code: number, rate: number, noise: number, averaged: number): Posterior {
  const likelihood = averaged > 0 ? nearMean(code, noise, averaged) : withinCode(code, noise);
  const reach = 0.5 + 6 * noise;
  let weight = 0;
  let first = 0;
  let second = 0;
  for (let k = 0; k < points; k++) {
    const offset = reach * ((2 * k + 1) / points - 1);
    const x = code + offset;
    const density = likelihood(x) * Math.exp(-rate * (Math.abs(x) - Math.abs(code)));
    weight += density;
    first += density * offset;
    second += density * offset * offset;
  }
  const shift = first / weight;
  return { mean: code + shift, variance: second / weight - shift * shift };
}

/** Probability of a code. */
function withinCode(code: number, noise: number): (x: number) => number {
  if (noise === 0) return (x) => (Math.abs(x - code) <= 0.5 ? 1 : 0);
  return (x) => normalBelow((code + 0.5 - x) / noise) - normalBelow((code - 0.5 - x) / noise);
}

/** Of a mean of several codes: normal, with what averaging has left of the variance. */
function nearMean(mean: number, noise: number, averaged: number): (x: number) => number {
  const variance = Math.max(1 / 12 + noise * noise - averaged, 1e-6);
  return (x) => Math.exp(-((x - mean) ** 2) / (2 * variance));
}
