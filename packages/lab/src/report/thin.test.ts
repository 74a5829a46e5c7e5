import { describe, expect, test } from '@jest/globals';
import { bucketMeans, movingMean } from './thin.js';

describe('thinning a curve', () => {
  test('a short curve stays as it is', () => {
    expect(bucketMeans([3, null, 1], 3)).toEqual([3, null, 1]);
  });

  test('a long one keeps its mean', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const thin = bucketMeans(values, 100);
    expect(thin).toHaveLength(100);
    expect(thin[0]).toBe(4.5);
    expect(thin[99]).toBe(994.5);
  });

  test('every value falls in exactly one bucket when the lengths do not divide', () => {
    const thin = bucketMeans([1, 2, 3, 4, 5, 6, 7], 3);
    expect(thin).toEqual([1.5, 3.5, 6]);
  });
});

describe('moving mean', () => {
  test('looks back, never ahead, and past what is missing', () => {
    expect(movingMean([1, 3, null, 5], 2)).toEqual([1, 2, 3, 5]);
    expect(movingMean([null], 2)).toEqual([null]);
  });
});
