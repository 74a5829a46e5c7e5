import { expect, test } from '@jest/globals';
import { schedules } from './schedules.js';

test('constant is 1 throughout', () => {
  expect([1, 2, 300].map((step) => schedules.constant(step, 300))).toEqual([1, 1, 1]);
});

test('cosine starts at 1, is ½ in the middle, and would reach 0 one step after the last', () => {
  expect(schedules.cosine(1, 100)).toBe(1);
  expect(schedules.cosine(51, 100)).toBeCloseTo(0.5, 12);
  expect(schedules.cosine(101, 100)).toBeCloseTo(0, 12);
  const factors = Array.from({ length: 100 }, (_, i) => schedules.cosine(i + 1, 100));
  expect(factors.every((factor, i) => i === 0 || factor < factors[i - 1]!)).toBe(true);
  expect(factors[99]!).toBeGreaterThan(0);
});
