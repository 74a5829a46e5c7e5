import { roundHalfToEven } from '../encode/round-to-codes.js';
import { normalBelow, normalDensity } from './normal-distribution.js';

/** What a converter makes of values that scatter normally; in codes. */
export interface ReadingMoments {
  readonly mean: number;
  readonly variance: number;
  /** d mean / d value: the covariance of code and value is this times the variance of the value (Stein's lemma). */
  readonly slope: number;
}

/** Beyond so many deviations a normal value is not looked for: 1e-15. */
const reach = 8;
/** From so many codes within reach on, interior codes answer like value plus uniform rounding (to e^{−2π²σ²} ≪ 1e-15). */
const fineSpan = 64;

/**
 * Mean and variance of the code of a normal value, rounded to the nearest of −largest … largest, and how the mean follows
 * the value: exact sums over the transitions within reach.
 * @param value mean of the value, in codes
 * @param deviation of the value, in codes; 0 for one that is certain
 */
export function readingMoments(value: number, deviation: number, largest: number): ReadingMoments {
  if (deviation === 0) return { mean: clamp(roundHalfToEven(value), largest), variance: 0, slope: 0 };
  const first = clamp(Math.round(value - reach * deviation), largest);
  const last = clamp(Math.round(value + reach * deviation), largest);
  if (last - first > fineSpan && -largest < first && last < largest) {
    return { mean: value, variance: deviation * deviation + 1 / 12, slope: 1 };
  }
  let mean = 0;
  let square = 0;
  let slope = 0;
  for (let code = first; code < last; code++) {
    const distance = (value - (code + 0.5)) / deviation;
    const above = normalBelow(distance);
    mean += above;
    square += above * (2 * (code - first) + 1);
    slope += normalDensity(distance);
  }
  return { mean: first + mean, variance: Math.max(0, square - mean * mean), slope: slope / deviation };
}

/** E[min(max(v, −edge), edge)] − value for a normal v: how far clipping pulls it in. */
export function clippingBias(value: number, deviation: number, edge: number): number {
  if (Math.abs(value) + reach * deviation <= edge) return 0;
  if (deviation === 0) return clamp(value, edge) - value;
  return shortfall(-edge - value, deviation) - shortfall(value - edge, deviation);
}

/** E[max(x, 0)] of a normal x. */
function shortfall(mean: number, deviation: number): number {
  const distance = mean / deviation;
  return mean * normalBelow(distance) + deviation * normalDensity(distance);
}

/**
 * Variance that reads of one held value have among themselves, in codes², averaged over where in a code the value lies:
 * ν² + 1/12 − Σ_k e^{−4π²k²ν²}/(2π²k²). Without noise of the converter's own it is 0, and averaging gains nothing.
 * @param noise ν, rms, in codes
 */
export function varianceAmongReads(noise: number): number {
  if (noise === 0) return 0;
  let common = 0;
  for (let k = 1; k <= 400; k++) {
    const term = Math.exp(-4 * Math.PI ** 2 * k * k * noise * noise) / (2 * Math.PI ** 2 * k * k);
    common += term;
    if (term < 1e-17) break;
  }
  return Math.max(0, noise * noise + 1 / 12 - common);
}

/** The noise at which reads vary so much among themselves. */
export function noiseFromVariance(variance: number): number {
  if (variance <= 0) return 0;
  let low = 0;
  let high = Math.sqrt(variance) + 1;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (varianceAmongReads(middle) < variance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}
