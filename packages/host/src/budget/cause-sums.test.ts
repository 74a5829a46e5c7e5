import { expect, test } from '@jest/globals';
import { CauseSums } from './cause-sums.js';

const a = Float64Array.of(1, 2);
const b = Float64Array.of(-1, 1);
const c = Float64Array.of(0, 3);

test('squared norms and cross terms sum to the squared norm of the sum', () => {
  const sums = new CauseSums();
  sums.addVectors({ tiling: a, 'run-time': b, adc: c });
  expect(sums.of('tiling')).toEqual({ own: 5, cross: 1 + 6 });
  expect(sums.of('run-time')).toEqual({ own: 2, cross: 1 + 3 });
  expect(sums.of('adc')).toEqual({ own: 9, cross: 6 + 3 });
  expect(sums.squaredNorm).toBe(0 ** 2 + 6 ** 2);
  expect(sums.of('noise')).toEqual({ own: 0, cross: 0 });
});

test('pieces of a solution add up, and what has no vector adds its expectation', () => {
  const sums = new CauseSums();
  sums.addVectors({ tiling: a });
  sums.addVectors({ tiling: b, adc: c });
  sums.add('noise', 0.5, -0.125);
  expect(sums.of('tiling')).toEqual({ own: 5 + 2, cross: 3 });
  expect(sums.of('noise')).toEqual({ own: 0.5, cross: -0.125 });
  expect(sums.squaredNorm).toBe(5 + 2 + 3 + (9 + 3) + 0.5 - 0.125);
});

test('a part of a cause may be counted as another', () => {
  const sums = new CauseSums();
  sums.addVectors(
    { 'gradient-rounding': a, 'gain-grid': c },
    { 'gradient-rounding': { to: 'gain-grid', part: 0.75 } },
  );
  expect(sums.of('gradient-rounding')).toEqual({ own: 0.25 * 5, cross: 0.25 * 6 });
  expect(sums.of('gain-grid')).toEqual({ own: 9 + 0.75 * 5, cross: 6 + 0.75 * 6 });
  expect(sums.squaredNorm).toBe(1 + 25);
});
