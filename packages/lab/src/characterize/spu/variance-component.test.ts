import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../figure.js';
import {
  boundedIfUnseen,
  commonVariance,
  difference,
  estimateOf,
  rootOf,
  unresolved,
} from './variance-component.js';

const cells = 64;

/** Two measurements of each cell: a common part of spread `common`, and an error of 1 of each. */
function measured(index: number, common: number): [Float64Array, Float64Array] {
  const draws = new Float64Array(3 * cells);
  RandomStream.named('variance component', index).fillNormal(draws);
  const of = (k: number): Float64Array =>
    Float64Array.from({ length: cells }, (_, i) => 5 + common * draws[i]! + draws[(k + 1) * cells + i]!);
  return [of(0), of(1)];
}

describe('what two measurements have in common', () => {
  // Of 1000 intervals that each miss in 1 of 100 cases, 30 or more miss in 1 of 10⁷ cases: binomial tail.
  test.each([0, 0.3, 1, 5])('an interval holds a spread of %p as often as it says', (common) => {
    let missed = 0;
    for (let index = 0; index < 1000; index++) {
      const [a, b] = measured(index, common);
      const [low, high] = commonVariance(a, b, true).interval(0.01);
      if (common ** 2 < low || common ** 2 > high) missed++;
    }
    expect(missed).toBeLessThan(30);
  });

  test('is exact where there is no error', () => {
    const values = Float64Array.of(1, 2, 3, 6);
    // variance of 1, 2, 3, 6 about their mean of 3: (4 + 1 + 0 + 9)/3
    expect(commonVariance(values, values, true).value).toBeCloseTo(14 / 3, 12);
    expect(commonVariance(values, values, false).value).toBeCloseTo((1 + 4 + 9 + 36) / 4, 12);
  });

  test('its root is a value where it was seen, and a bound where not', () => {
    const kinds = (common: number): Evidence['kind'] => {
      const [a, b] = measured(1, common);
      return boundedIfUnseen(commonVariance(a, b, true), 'nothing was seen').kind;
    };
    expect([kinds(0), kinds(5)]).toEqual(['bounded', 'estimate']);
  });
});

test('the difference of two variances by the χ² of each', () => {
  const x = estimateOf({ value: 9, freedom: 200 });
  const y = estimateOf({ value: 4, freedom: 100 });
  const apart = difference(x, y, 2, 1);
  expect(apart.value).toBe(14);
  const [lowX, highX] = x.interval(0.01);
  const [lowY, highY] = y.interval(0.01);
  const [low, high] = apart.interval(0.01);
  expect(low).toBeCloseTo(14 - Math.hypot(2 * (9 - lowX), highY - 4), 12);
  expect(high).toBeCloseTo(14 + Math.hypot(2 * (highX - 9), 4 - lowY), 12);
});

test('what cannot be resolved widens an interval, and a root does not go below 0', () => {
  const tiny = unresolved(estimateOf({ value: 0, freedom: 10 }), 0.04);
  const evidence = rootOf(tiny, 100);
  if (evidence.kind !== 'estimate') throw new Error('no estimate');
  expect(evidence.interval(1e-5)).toEqual([0, 20]);
});
