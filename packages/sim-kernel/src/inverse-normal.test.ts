import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inverseNormal } from './inverse-normal.js';

const quantiles = JSON.parse(
  readFileSync(new URL('../fixtures/inverse-normal.json', import.meta.url), 'utf8'),
) as [number, number][];

describe('inverseNormal', () => {
  test.each(quantiles)('at p = %p is the quantile computed in 50 digits, to 2e-15', (p, expected) => {
    expect(Math.abs(inverseNormal(p) - expected)).toBeLessThanOrEqual(2e-15 * Math.abs(expected) + 1e-24);
  });

  test('is odd about one half, exactly', () => {
    for (const word of [0, 1, 12345, 322122547, 2 ** 31 - 1]) {
      const p = (word + 0.5) / 2 ** 32;
      expect(inverseNormal(1 - p)).toBe(-inverseNormal(p));
    }
  });
});
