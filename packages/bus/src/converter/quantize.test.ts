import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quantize } from './quantize.js';

function quantized(values: number[], largest: number): number[] {
  const copy = Float64Array.from(values);
  quantize(copy, largest);
  return Array.from(copy, (code) => code + 0); // −0 and 0 are one code
}

describe('the quantiser', () => {
  test('rounds to the nearest integer, ties to the even one', () => {
    expect(quantized([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 2.500001, -3.5], 7)).toEqual([
      0, 2, 2, 0, -2, -2, 0, 3, -4,
    ]);
  });

  test('leaves an error of at most half a step, and an even code at exactly half', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000, max: 2_000_000 }), (eighths) => {
        const value = eighths / 64;
        const [code] = quantized([value], 32767) as [number];
        const error = Math.abs(value - code);
        expect(error).toBeLessThanOrEqual(0.5);
        if (error === 0.5) expect(code % 2 === 0).toBe(true);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  test('limits, counts and tells the peak', () => {
    const values = Float64Array.from([7.4, 7.5, -7.5, 100, -Infinity, 3]);
    expect(quantize(values, 7)).toEqual({ clipped: 4, peak: Infinity });
    expect(Array.from(values)).toEqual([7, 7, -7, 7, -7, 3]);
    expect(quantize(Float64Array.from([-5.25, 5]), 7)).toEqual({ clipped: 0, peak: 5.25 });
    expect(quantize(new Float64Array(0), 7)).toEqual({ clipped: 0, peak: 0 });
  });

  test('reports NaN, wherever it stands', () => {
    for (const values of [
      [Number.NaN, 1],
      [1, Number.NaN, 100],
    ]) {
      expect(quantize(Float64Array.from(values), 7).peak).toBeNaN();
    }
  });
});
