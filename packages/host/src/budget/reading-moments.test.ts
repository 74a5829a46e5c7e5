import { describe, expect, test } from '@jest/globals';
import { normalBelow } from './normal-distribution.js';
import { clippingBias, noiseFromVariance, readingMoments, varianceAmongReads } from './reading-moments.js';

/** ∫ f(x) N(x; mean, deviation) dx by the midpoint rule over ±9 deviations. */
function expectation(f: (x: number) => number, mean: number, deviation: number): number {
  const points = 30_000;
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const z = 9 * ((2 * k + 1) / points - 1);
    sum += f(mean + deviation * z) * Math.exp((-z * z) / 2);
  }
  return (sum * 18) / points / Math.sqrt(2 * Math.PI);
}

const coded =
  (largest: number) =>
  (x: number): number =>
    Math.min(Math.max(Math.round(x), -largest), largest);

const values: [value: number, deviation: number, largest: number][] = [
  [0.3, 0.2, 7],
  [-0.5, 0.05, 7],
  [2.6, 1.3, 7],
  [6.9, 0.7, 7],
  [9.5, 2, 7],
  [-30, 1, 7],
  [40.2, 30, 127],
];

describe.each(values)('the code of a value %p ± %p up to %p', (value, deviation, largest) => {
  const code = coded(largest);
  const mean = expectation(code, value, deviation);

  test('has the mean and variance of the integral', () => {
    const moments = readingMoments(value, deviation, largest);
    expect(moments.mean).toBeCloseTo(mean, 3);
    expect(moments.variance).toBeCloseTo(
      expectation((x) => (code(x) - mean) ** 2, value, deviation),
      3,
    );
  });

  test('follows the value as its covariance with it says', () => {
    const { slope } = readingMoments(value, deviation, largest);
    const covariance = expectation((x) => (code(x) - mean) * (x - value), value, deviation);
    expect(slope * deviation ** 2).toBeCloseTo(covariance, 3);
  });

  test('is pulled in by clipping as the integral says', () => {
    const edge = largest + 0.5;
    const clipped = expectation((x) => Math.min(Math.max(x, -edge), edge) - x, value, deviation);
    expect(clippingBias(value, deviation, edge)).toBeCloseTo(clipped, 6);
  });
});

test('a certain value has the code next to it', () => {
  expect(readingMoments(2.4, 0, 7)).toEqual({ mean: 2, variance: 0, slope: 0 });
  expect(readingMoments(-9, 0, 7).mean).toBe(-7);
  expect(clippingBias(-9, 0, 7.5)).toBe(1.5);
});

test('far from the edges a value that scatters widely keeps its mean, with the rounding on top of its variance', () => {
  const { mean, variance, slope } = readingMoments(1000.3, 20, 32_767);
  expect([mean, variance, slope]).toEqual([1000.3, 400 + 1 / 12, 1]);
});

describe('reads of one value', () => {
  test('vary among themselves as codes do, averaged over where the value lies', () => {
    for (const noise of [0.05, 0.2, 0.5, 1.5]) {
      const places = 2000;
      let sum = 0;
      for (let k = 0; k < places; k++) sum += readingMoments((k + 0.5) / places - 0.5, noise, 1000).variance;
      expect(varianceAmongReads(noise)).toBeCloseTo(sum / places, 6);
      expect(noiseFromVariance(varianceAmongReads(noise))).toBeCloseTo(noise, 9);
    }
    expect(varianceAmongReads(0)).toBe(0);
    expect(noiseFromVariance(0)).toBe(0);
  });
});

// scipy.stats.norm.cdf
test.each([
  [-8, 6.220960574271786e-16],
  [-5, 2.866515718791946e-7],
  [-1, 0.15865525393145707],
  [0, 0.5],
  [1.96, 0.9750021048517795],
  [40, 1],
])('a standard normal is below %p with probability %p', (x, probability) => {
  expect(Math.abs(normalBelow(x) / probability - 1)).toBeLessThan(1e-7);
});
