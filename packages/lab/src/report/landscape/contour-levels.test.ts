import { describe, expect, test } from '@jest/globals';
import { contourLevels } from './contour-levels.js';

describe('levels of contours', () => {
  test('are round numbers, evenly spaced in the logarithm, as many as are easily told apart', () => {
    expect(contourLevels(0.04, 90)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]);
    expect(contourLevels(0.004, 2500)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]);
    expect(contourLevels(3e-5, 2e4)).toEqual([1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000, 1e4]);
    expect(contourLevels(1e-30, 1e9)).toEqual([
      1e-27, 1e-24, 1e-21, 1e-18, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3, 1e6,
    ]);
  });

  test('lie within the range, in one ratio, where it is narrow', () => {
    const levels = contourLevels(2, 5);
    expect(levels).toHaveLength(8);
    for (const [i, level] of levels.entries()) expect(level).toBeCloseTo(2 * 2.5 ** ((i + 1) / 9), 12);
  });

  test('are none of a range without an inside or without an end', () => {
    expect([
      contourLevels(0, 1),
      contourLevels(1, 1),
      contourLevels(1, Infinity),
      contourLevels(NaN, 1),
    ]).toEqual([[], [], [], []]);
  });
});
