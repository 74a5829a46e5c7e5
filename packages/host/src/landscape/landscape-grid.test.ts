import { describe, expect, test } from '@jest/globals';
import { landscapeGrid } from './landscape-grid.js';

const bowl = { expression: 'x^2 + 10 * y + 100 * z', constants: {}, startAt: { x: 0, y: 0, z: 3 } };

describe('a grid of a landscape', () => {
  test('holds the expression row by row, the other variables at their start', () => {
    const { axes, x, y, values } = landscapeGrid(bowl, { x: [-1, 1], y: [0, 4] }, 3);
    expect(axes).toEqual(['x', 'y']);
    expect(x).toEqual([-1, 0, 1]);
    expect(y).toEqual([0, 2, 4]);
    expect([...values]).toEqual([301, 300, 301, 321, 320, 321, 341, 340, 341]);
  });

  test('can be of other variables', () => {
    const { values } = landscapeGrid(bowl, { axes: ['z', 'x'], x: [0, 1], y: [2, 3] }, 2);
    expect([...values]).toEqual([4, 104, 9, 109]);
  });

  test('is NaN where the expression is no real number', () => {
    const spec = { expression: 'sqrt(x) + y', constants: {}, startAt: { x: 1, y: 1 } };
    expect([...landscapeGrid(spec, { x: [-1, 1], y: [0, 1] }, 2).values]).toEqual([NaN, 1, NaN, 2]);
  });

  test('refuses a box without area, and too many points', () => {
    expect(() => landscapeGrid(bowl, { x: [1, 1], y: [0, 1] }, 5)).toThrow(/from 1 to 1/);
    expect(() => landscapeGrid(bowl, { x: [0, NaN], y: [0, 1] }, 5)).toThrow(RangeError);
    for (const resolution of [1, 2.5, 1001]) {
      expect(() => landscapeGrid(bowl, { x: [0, 1], y: [0, 1] }, resolution)).toThrow(/from 2 to 1000/);
    }
    expect(() => landscapeGrid(bowl, { axes: ['x', 'q'], x: [0, 1], y: [0, 1] }, 3)).toThrow(
      /'q' is no variable/,
    );
  });
});
