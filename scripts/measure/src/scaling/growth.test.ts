import { expect, test } from '@jest/globals';
import { growthOf } from './growth.js';
import type { Point } from './point.js';

const linear = (parameterCount: number): Point => ({
  parameterCount,
  steps: 3,
  stepMs: parameterCount / 1000,
  idleBytes: 1e8,
  steadyBytes: 1e8 + 500 * parameterCount,
  peakBytes: 1e8 + 600 * parameterCount,
});

test('linear costs have slope 1 and the same cost a parameter at every size', () => {
  const points = [1e4, 1e5, 1e6].map(linear);
  for (const cost of ['step time', 'peak memory', 'steady memory'] as const) {
    const { slope, perParameterRatio } = growthOf(points, cost);
    expect(slope).toBeCloseTo(1, 12);
    expect(perParameterRatio).toBeCloseTo(1, 12);
  }
});

test('quadratic costs show in both', () => {
  const points = [1e4, 1e5, 1e6].map((n) => ({ ...linear(n), stepMs: n * n }));
  const { slope, perParameterRatio } = growthOf(points, 'step time');
  expect(slope).toBeCloseTo(2, 12);
  expect(perParameterRatio).toBeCloseTo(10, 12);
});

test('without a point near 1e5 there is no ratio', () => {
  expect(growthOf([1e3, 1e4].map(linear), 'step time')).not.toHaveProperty('perParameterRatio');
});
