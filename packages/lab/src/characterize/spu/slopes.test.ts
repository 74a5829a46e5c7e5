import { expect, test } from '@jest/globals';
import { levelsOf } from './levels.js';
import { SlopeSums } from './slopes.js';

const levels = levelsOf('test', { cells: 20, pairs: 6, fullCode: 100, isWhole: false });

function slopesOf(answer: (x: number, cell: number) => number) {
  const sums = new SlopeSums(levels);
  levels.pairs.forEach((codes, pair) =>
    sums.add(
      pair,
      codes.map((x, i) => answer(x, i)),
      codes.map((x, i) => answer(-x, i)),
    ),
  );
  return sums.slopes;
}

test('every cell has each of its levels in a stretch of its own', () => {
  for (let cell = 0; cell < 20; cell++) {
    const stretches = levels.pairs.map((codes) => Math.floor((Math.abs(codes[cell]!) / 100) * 6));
    expect(stretches.sort()).toEqual([0, 1, 2, 3, 4, 5]);
  }
});

test('lines come back as they are, from all levels and from each half', () => {
  const { all, halves, intercept, residualVariance, small, large } = slopesOf((x, i) => 3 + i + (2 + i) * x);
  for (let i = 0; i < 20; i++) {
    for (const slope of [all[i]!, halves[0][i]!, halves[1][i]!]) expect(slope).toBeCloseTo(2 + i, 10);
    expect(intercept[i]).toBeCloseTo(3 + i, 10);
  }
  expect(residualVariance).toBeLessThan(1e-20);
  expect([small.slope, large.slope]).toEqual([expect.closeTo(1, 10), expect.closeTo(1, 10)]);
});

test('what is even in the level leaves the slope alone', () => {
  const { all } = slopesOf((x) => 2 * x + 0.01 * x * x);
  for (const slope of all) expect(slope).toBeCloseTo(2, 10);
});

test('saturation shows in the levels above half', () => {
  const { small, large } = slopesOf((x) => x - 1e-6 * x ** 3);
  // slope at small levels 1 − ~1e-3, at large ones 1 − ~6e-3, over the mean of both
  expect(large.slope / small.slope - 1).toBeLessThan(-0.003);
});
