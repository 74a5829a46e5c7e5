import { describe, expect, test } from '@jest/globals';
import { clippedPath } from './clipped-path.js';
import type { Point } from './plane.js';

const box = { x: [0, 10], y: [0, 4] } as const;
const path = (...pairs: [number, number][]): Point[] => pairs.map(([x, y]) => ({ x, y }));

describe('a path in a box', () => {
  test('is all there where it stays inside', () => {
    const points = path([1, 1], [2, 3], [2, 3], [9, 0]);
    expect(clippedPath(points, box)).toEqual({ pieces: [points] });
  });

  test('is cut where it crosses the border, and goes on where it comes back', () => {
    expect(clippedPath(path([5, 2], [5, 6], [9, 6], [9, 2]), box)).toEqual({
      pieces: [path([5, 2], [5, 4]), path([9, 4], [9, 2])],
    });
  });

  test('that passes through leaves a piece from border to border', () => {
    expect(clippedPath(path([-5, 2], [15, 2]), box).pieces).toEqual([path([0, 2], [10, 2])]);
    expect(clippedPath(path([-5, 2], [5, 12]), box)).toEqual({ pieces: [] });
  });

  test('tells where it leaves for good, and after which step', () => {
    expect(clippedPath(path([1, 1], [2, 2], [4, 6], [1e30, 1e30], [1e31, -5]), box)).toEqual({
      pieces: [path([1, 1], [2, 2], [3, 4])],
      exit: { x: 3, y: 4, step: 2 },
    });
  });

  test('ends where a coordinate is no number', () => {
    expect(clippedPath(path([1, 1], [2, 2], [NaN, 1]), box)).toEqual({ pieces: [path([1, 1], [2, 2])] });
  });
});
