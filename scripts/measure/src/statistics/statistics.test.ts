import { describe, expect, test } from '@jest/globals';
import { bootstrapInterval } from './bootstrap.js';
import { logLogSlope } from './log-log-slope.js';
import { median, quantile, spreadOf } from './quantiles.js';

describe('quantiles', () => {
  test('of an odd and an even number of values, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ lower: 2, median: 3, upper: 4 });
  });

  test('of one value are that value, of none NaN', () => {
    expect(spreadOf([7])).toEqual({ lower: 7, median: 7, upper: 7 });
    expect(quantile([], 0.25)).toBeNaN();
  });
});

describe('the slope on logarithmic axes', () => {
  test.each([0, 1, 1.5, 3])('of a power law of exponent %p', (exponent) => {
    const points = [1e4, 3e4, 1e5, 1e6].map((x) => ({ x, y: 7 * x ** exponent }));
    expect(logLogSlope(points)).toBeCloseTo(exponent, 12);
  });

  test('of a sum of a constant and a linear part lies between', () => {
    const slope = logLogSlope([1, 10, 100].map((x) => ({ x, y: 5 + x })));
    expect(slope).toBeGreaterThan(0);
    expect(slope).toBeLessThan(1);
  });
});

describe('the bootstrap interval', () => {
  test('of a constant sample is a point', () => {
    expect(bootstrapInterval([2, 2, 2], median)).toEqual({ lower: 2, upper: 2 });
  });

  test('of a mean is near the normal one: 1.96 σ/√n', () => {
    const samples = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const { lower, upper } = bootstrapInterval(samples, (s) => s.reduce((sum, x) => sum + x, 0) / s.length);
    expect(upper).toBeCloseTo(0.196, 1);
    expect(lower).toBeCloseTo(-0.196, 1);
  });
});
