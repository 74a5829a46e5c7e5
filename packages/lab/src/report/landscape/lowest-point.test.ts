import { describe, expect, test } from '@jest/globals';
import { compileLandscape } from '@thermoloop/host';
import { lowestFrom } from './lowest-point.js';
import { planeOf } from './plane.js';

const plane = (expression: string) =>
  planeOf(compileLandscape({ expression, constants: {}, startAt: { x: -1.2, y: 1 } }));

describe('the descent to a lowest point', () => {
  test('ends at the minimum of a curved valley', () => {
    const { x, y, value, isMinimum } = lowestFrom(plane('(1 - x)^2 + 100 * (y - x^2)^2'), { x: -1.2, y: 1 });
    expect(x).toBeCloseTo(1, 8);
    expect(y).toBeCloseTo(1, 8);
    expect(value).toBeLessThan(1e-16);
    expect(isMinimum).toBe(true);
  });

  test('leaves a saddle, whose Hessian is indefinite', () => {
    const { x, y, value, isMinimum } = lowestFrom(plane('x^2 - y^2 + y^4'), { x: 0.3, y: 1e-3 });
    expect(x).toBeCloseTo(0, 8);
    expect(y).toBeCloseTo(Math.SQRT1_2, 8);
    expect(value).toBeCloseTo(-0.25, 12);
    expect(isMinimum).toBe(true);
  });

  test('does not take a slope without end for a minimum', () => {
    expect(lowestFrom(plane('x + y^2'), { x: 0, y: 1 }).isMinimum).toBe(false);
    expect(lowestFrom(plane('x * y'), { x: 1, y: 1 }).isMinimum).toBe(false);
  });
});
