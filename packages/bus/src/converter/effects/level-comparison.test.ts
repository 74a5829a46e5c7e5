import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import fc from 'fast-check';
import type { Deviation } from './deviation.js';
import { levelComparison } from './level-comparison.js';

const conversion = { noise: RandomStream.named(1, 'instance'), atS: 0 };

/** Any INL at the levels of 4 bits, of two converters. */
const tables = fc.array(
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 14, maxLength: 14 }),
  { minLength: 2, maxLength: 2 },
);

function deviationOf(tables: readonly (readonly number[])[]): Deviation {
  return {
    lsb: (place, converter) => tables[converter]?.[place + 6.5] as number,
    largestLsb: (converter) => Math.max(...(tables[converter] ?? []).map(Math.abs)),
  };
}

describe('comparison with levels', () => {
  test('counts the levels at or below a value, in order or not', () => {
    const values = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(tables, values, (inl, given) => {
        const chunk = Float64Array.from(given);
        const { clipped, peak } = levelComparison(deviationOf(inl), 7, 2)(chunk, 0, conversion);
        const expected = given.map((value, i) => {
          const levels = (inl[i % 2] ?? []).map((error, level) => level - 6.5 + error);
          return levels.filter((level) => level <= value).length - 7;
        });
        expect(Array.from(chunk, (code) => code + 0)).toEqual(expected);
        const beyond = given.filter((value, i) => {
          const table = inl[i % 2] ?? [];
          if (expected[i] === 7) return value >= 7.5 + (table[13] as number);
          return expected[i] === -7 && value < -7.5 + (table[0] as number);
        });
        expect(clipped).toBe(beyond.length);
        expect(peak).toBe(Math.max(0, ...given.map(Math.abs)));
      }),
      { seed: 1 },
    );
  });

  test('never gives more volts a lower code', () => {
    fc.assert(
      fc.property(tables, ([inl]) => {
        const chunk = Float64Array.from({ length: 401 }, (_, i) => (i - 200) / 10);
        levelComparison(deviationOf([inl as number[]]), 7, 1)(chunk, 0, conversion);
        expect(chunk).toEqual(chunk.toSorted());
      }),
      { seed: 1 },
    );
  });

  test('limits infinities and poisons NaN', () => {
    const quantizer = levelComparison(deviationOf([new Array<number>(14).fill(0.25)]), 7, 1);
    const chunk = Float64Array.of(-Infinity, Infinity);
    expect(quantizer(chunk, 0, conversion)).toEqual({ clipped: 2, peak: Infinity });
    expect(Array.from(chunk)).toEqual([-7, 7]);
    expect(quantizer(Float64Array.of(0, Number.NaN), 0, conversion).peak).toBeNaN();
  });
});
