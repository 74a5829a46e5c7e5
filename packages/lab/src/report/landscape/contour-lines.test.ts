import { describe, expect, test } from '@jest/globals';
import { landscapeGrid, type LandscapeSpec } from '@thermoloop/host';
import { contourLines } from './contour-lines.js';

const spec = (expression: string): LandscapeSpec => ({ expression, constants: {}, startAt: { x: 1, y: 1 } });
const points = ({ x, y }: { x: readonly number[]; y: readonly number[] }) =>
  x.map((at, i) => [at, y[i]!] as const);

describe('contours', () => {
  test('of a bowl are ellipses, closed, in the coordinates of the axes', () => {
    const grid = landscapeGrid(spec('x^2 / 9 + (y - 5)^2 - 2'), { x: [-8, 8], y: [3, 7] }, 201);
    const lines = contourLines(grid, [0.5, 2], -2);
    expect(lines.map(({ level }) => level)).toEqual([0.5, 2]);
    for (const line of lines) {
      for (const [x, y] of points(line)) expect((x * x) / 9 + (y - 5) ** 2).toBeCloseTo(line.level, 2);
      expect([line.x[0], line.y[0]]).toEqual([line.x.at(-1), line.y.at(-1)]);
      expect(Math.max(...line.x)).toBeCloseTo(3 * Math.sqrt(line.level), 1);
      expect(Math.max(...line.y)).toBeCloseTo(5 + Math.sqrt(line.level), 2);
    }
  });

  test('end at the border, without a line along it', () => {
    const grid = landscapeGrid(spec('x + y / 1000'), { x: [0, 4], y: [0, 1] }, 41);
    const lines = contourLines(grid, [1, 2.05], 0);
    expect(lines).toHaveLength(2);
    for (const { level, x, y } of lines) {
      for (const at of x) expect(at).toBeCloseTo(level, 1);
      expect([Math.min(...y), Math.max(...y)]).toEqual([0, 1]);
    }
  });

  test('keep away from where the loss is no real number', () => {
    const grid = landscapeGrid(spec('sqrt(x) + y'), { x: [-1, 1], y: [0, 1] }, 101);
    const lines = contourLines(grid, [0.2, 0.5, 1], 0);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) {
      expect(Math.min(...line.x)).toBeGreaterThanOrEqual(0);
      // In the first column next to the border the root is too steep for a straight line.
      for (const [x, y] of points(line).filter(([at]) => at > 0.02)) {
        expect(Math.abs(Math.sqrt(x) + y - line.level)).toBeLessThan(0.01);
      }
    }
  });

  test('of a narrow valley are smooth where it is a few grid points wide', () => {
    const grid = landscapeGrid(spec('(1 - x)^2 + 100 * (y - x^2)^2'), { x: [-1.5, 1.5], y: [-0.5, 2] }, 200);
    for (const line of contourLines(grid, [0.3, 1, 10, 100], 0)) {
      for (const [x, y] of points(line)) {
        const value = (1 - x) ** 2 + 100 * (y - x * x) ** 2;
        expect(Math.abs(Math.sqrt(value) - Math.sqrt(line.level))).toBeLessThan(0.08);
      }
    }
  });
});
