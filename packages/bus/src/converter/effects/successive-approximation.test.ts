import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import fc from 'fast-check';
import { exampleAdc } from '../../testing/example-specs.js';
import { transitionLevels } from '../../testing/levels.js';
import { binaryWeights } from './binary-weights.js';
import { successiveApproximation } from './successive-approximation.js';

const instance = RandomStream.named(1, 'instance');
const conversion = { noise: instance, atS: 0 };

/**
 * Where a decision tree passes to u or more, by recursion on bits: with the top bit of u set, at its weight plus
 * where the lower bits pass to the rest of u, but not before its weight; with it clear, where the lower bits do,
 * but at its weight at the latest.
 */
function passes(u: number, weights: ArrayLike<number>, bits: number): number {
  if (u === 0) return -Infinity;
  const weight = weights[bits - 1] as number;
  const top = 2 ** (bits - 1);
  return u >= top
    ? Math.max(weight, weight + passes(u - top, weights, bits - 1))
    : Math.min(weight, passes(u, weights, bits - 1));
}

describe('successive approximation', () => {
  test.each([
    [4, 1],
    [8, 0.5],
    [8, 20],
    [10, 10],
  ])(
    'of %p bits with a mismatch of %p % decides where its tree passes',
    (resolutionBits, unitMismatchPctRms) => {
      const converters = 4;
      const inl = { kind: 'mismatch', unitMismatchPctRms } as const;
      const levels = transitionLevels(exampleAdc({ resolutionBits, converters, inl }), instance);
      const unitMismatch = unitMismatchPctRms / 100;
      const of = binaryWeights({ bits: resolutionBits, unitMismatch, firstLevel: 2 }, instance);
      levels.forEach((found, converter) => {
        const { weightsLsb, shiftLsb } = of(converter);
        found.forEach((level, i) => {
          const expected = passes(i + 2, weightsLsb, resolutionBits) - 0.5 + shiftLsb;
          expect(Math.abs(level - expected)).toBeLessThan(1e-10);
        });
      });
    },
  );

  test('misses the codes below a bit that weighs less than all lower ones together', () => {
    // by hand: 1, 2, 4 and a top bit of 5.5 for 8: from 5.5 on the tree has the top bit, 6 and 7 are never reached
    const weights = { weightsLsb: Float64Array.of(1, 2, 4, 5.5), shiftLsb: -8 };
    const quantizer = successiveApproximation(4, 1, () => weights);
    const codesAt = (values: number[]): number[] => {
      const chunk = Float64Array.from(values, (x) => x - 8.5);
      quantizer(chunk, 0, conversion);
      return Array.from(chunk, (code) => code + 8);
    };
    expect(codesAt([1, 4.9, 5, 5.4, 5.5, 6.4, 6.5, 7.5])).toEqual([1, 4, 5, 5, 8, 8, 9, 10]);
  });

  test('never gives more volts a lower code, whatever its weights', () => {
    const value = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 30, noNaN: true }), { minLength: 5, maxLength: 5 }),
        fc.array(value, { minLength: 2, maxLength: 40 }),
        (weights, values) => {
          const weightsLsb = Float64Array.from(weights);
          const quantizer = successiveApproximation(5, 1, () => ({ weightsLsb, shiftLsb: -16 }));
          const chunk = Float64Array.from(values).sort();
          quantizer(chunk, 0, conversion);
          expect(chunk).toEqual(chunk.toSorted());
        },
      ),
      { seed: 1 },
    );
  });

  test('saturates below its first level and a whole LSB above its last, counts that, and poisons NaN', () => {
    const weightsOf = () => ({ weightsLsb: Float64Array.of(1, 2, 4, 8), shiftLsb: -8 });
    const quantizer = successiveApproximation(4, 1, weightsOf);
    const chunk = Float64Array.of(-7.6, -7.5, -Infinity, 7.4, 7.5, Infinity);
    expect(quantizer(chunk, 0, conversion)).toEqual({ clipped: 4, peak: Infinity });
    expect(Array.from(chunk)).toEqual([-7, -7, -7, 7, 7, 7]);
    expect(quantizer(Float64Array.of(0, Number.NaN), 0, conversion).peak).toBeNaN();
  });
});
