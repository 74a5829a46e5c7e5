import { describe, expect, test } from '@jest/globals';
import { inSeconds, picoseconds } from './virtual-time.js';

describe('virtual time', () => {
  test.each([
    [0, 0n],
    [1e-12, 1n],
    [0.5e-12, 1n],
    [0.49e-12, 0n],
    [1.5e-12, 2n],
    [1e-6, 1_000_000n],
    [0.9999999999999e-6, 1_000_000n],
    [3600, 3_600_000_000_000_000n],
  ])('%p s are %p ps', (seconds, expected) => {
    expect(picoseconds(seconds)).toBe(expected);
  });

  test('goes back to seconds', () => {
    expect(inSeconds(1_500_000n)).toBe(1.5e-6);
    expect(inSeconds(-2n)).toBe(-2e-12);
  });

  test.each([-1e-12, Number.NaN, Infinity])('refuses %p s', (seconds) => {
    expect(() => picoseconds(seconds)).toThrow(new RegExp(`found ${seconds}`));
  });
});
