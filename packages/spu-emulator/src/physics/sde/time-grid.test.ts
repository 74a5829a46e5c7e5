import { expect, test } from '@jest/globals';
import { timeGrid } from './time-grid.js';

test('a time that the longest step divides is cut into such steps, whatever their rounding', () => {
  for (const steps of [1, 3, 20, 700, 1_000_000]) {
    for (const stepTau of [0.1, 0.02, 1 / 3, 1e-4]) {
      expect(timeGrid(steps * stepTau, stepTau).steps).toBe(steps);
    }
  }
});

test('any other is cut into equal ones that are shorter', () => {
  expect(timeGrid(0.05, 0.02)).toEqual({ steps: 3, stepTau: 0.05 / 3 });
  expect(timeGrid(0.001, 0.02)).toEqual({ steps: 1, stepTau: 0.001 });
});

test('no time has no steps', () => {
  expect(timeGrid(0, 0.02)).toEqual({ steps: 0, stepTau: 0 });
});
