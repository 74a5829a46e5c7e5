import { expect, test } from '@jest/globals';
import { meanInterval } from './mean-interval.js';

test('the interval of the mean of 1, 2, 3 is 2 ± 4.3027/√3, by the table of Student’s t', () => {
  const [low, high] = meanInterval([1, 2, 3], 0.05)!;
  expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
  expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
});

test('the interval of equal values is a point, that of one value nothing', () => {
  expect(meanInterval([3, 3, 3], 0.05)).toEqual([3, 3]);
  expect(meanInterval([3], 0.05)).toBeUndefined();
});
