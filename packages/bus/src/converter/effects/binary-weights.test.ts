import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc, exampleDac } from '../../testing/example-specs.js';
import { inlFixture } from '../../testing/fixture.js';
import { idealLevels, outputLevels, transitionLevels } from '../../testing/levels.js';
import { mean, rareDeviate } from '../../testing/statistics.js';
import { binaryWeights } from './binary-weights.js';

const instance = RandomStream.named(1, 'instance');
const mismatch = (unitMismatchPctRms: number) => ({ kind: 'mismatch', unitMismatchPctRms }) as const;

/** What a least-squares line through the errors of levels leaves. */
function residuals(levels: Float64Array, ideal: Float64Array): Float64Array {
  const errors = levels.map((level, i) => level - (ideal[i] as number));
  const { slope, intercept } = line(errors, ideal);
  return errors.map((error, i) => error - intercept - slope * (ideal[i] as number));
}

function line(errors: Float64Array, ideal: Float64Array): { slope: number; intercept: number } {
  const center = mean(ideal);
  const slope =
    mean(errors, (error, i) => error * ((ideal[i] as number) - center)) /
    mean(ideal, (x) => (x - center) ** 2);
  return { slope, intercept: mean(errors) - slope * center };
}

describe('binary weights', () => {
  test('of a converter are those of unit elements with the drawn errors, without a line', () => {
    const [bits, converter] = [6, 3];
    const { weightsLsb, shiftLsb } = binaryWeights(
      { bits, unitMismatch: 0.03, firstLevel: 1 },
      instance,
    )(converter);
    const draws = new Float64Array(bits);
    instance.child('inl mismatch').fillNormal(draws, converter * 16);
    const level = (u: number, weights: ArrayLike<number>): number =>
      Array.from(weights).reduce((sum, weight, k) => sum + ((u >> k) & 1) * weight, 0);
    const drawn = Array.from(
      { length: bits },
      (_, k) => 2 ** k + 0.03 * 2 ** (k / 2) * (draws[bits - 1 - k] as number),
    );
    const ideal = idealLevels(bits, 'dac');
    const raw = ideal.map((place) => level(place + 32, drawn) - 32);
    const expected = residuals(raw, ideal);
    ideal.forEach((place, i) => {
      expect(shiftLsb + level(place + 32, weightsLsb) - place).toBeCloseTo(expected[i] as number, 12);
    });
  });

  test.each([2, 3, 4, 8, 12])(
    'of %p bits leave offset and gain of DAC and ADC as they are',
    (resolutionBits) => {
      const changes = { resolutionBits, converters: 5, inl: mismatch(resolutionBits === 12 ? 0.5 : 2) };
      for (const [kind, all, precision] of [
        ['dac', outputLevels(exampleDac(changes), instance), 2 ** (resolutionBits - 24)],
        ['adc', transitionLevels(exampleAdc(changes), instance), 1e-11],
      ] as const) {
        const ideal = idealLevels(resolutionBits, kind);
        for (const levels of all) {
          const errors = levels.map((level, i) => level - (ideal[i] as number));
          const { slope, intercept } = line(errors, ideal);
          expect(Math.abs(intercept)).toBeLessThan(precision);
          expect(Math.abs(slope)).toBeLessThan(precision);
        }
      }
    },
  );

  test('keep the draws of a bit when bits are added below it, and are the same whenever they are drawn', () => {
    const weights = (bits: number, converter: number): Float64Array =>
      binaryWeights({ bits, unitMismatch: 1e-3, firstLevel: 1 }, instance)(converter).weightsLsb;
    const relative = (bits: number): number => (weights(bits, 7).at(-1) as number) / 2 ** (bits - 1) - 1;
    // √2 of the elements per bit more: the same draw is half as large with two more
    expect(relative(14) / relative(12)).toBeCloseTo(0.5, 2);
    const of = binaryWeights({ bits: 8, unitMismatch: 1e-3, firstLevel: 1 }, instance);
    const late = [9, 0, 7].map((converter) => of(converter).weightsLsb)[2];
    expect(late).toEqual(weights(8, 7));
    expect(of(7)).toBe(of(7));
  });
});

describe('INL from mismatch', () => {
  const unitMismatchPctRms = 1;
  const converters = 4000;

  test.each([4, 8, 12])(
    'of a DAC of %p bits has, by end points, a standard deviation of ½·√(2^N)·σ at mid-scale (4000 converters, false alarm 1e-6)',
    (resolutionBits) => {
      const spec = exampleDac({ resolutionBits, converters, inl: mismatch(unitMismatchPctRms) });
      const largest = 2 ** (resolutionBits - 1) - 1;
      const deviations = outputLevels(spec, instance, [-largest, 0, largest]).map(
        ([low, middle, high]) => (middle as number) - ((low as number) + (high as number)) / 2,
      );
      const sigma = 0.5 * Math.sqrt(2 ** resolutionBits) * (unitMismatchPctRms / 100);
      const ratio = mean(deviations, (x) => x * x) / sigma ** 2;
      // the ends here are codes ±largest, one step from the ends of the closed form: 2^−N of the variance
      const systematic = 2 ** (1 - resolutionBits);
      expect(Math.abs(ratio - 1)).toBeLessThan(rareDeviate * Math.sqrt(2 / converters) + systematic);
    },
  );

  test.each(
    inlFixture.mismatch.flatMap((expected) => [
      { kind: 'dac' as const, expected },
      { kind: 'adc' as const, expected },
    ]),
  )(
    'of a $kind of $expected.bits bits is as large as numpy draws it element by element (false alarm 1e-6 each)',
    ({ kind, expected }) => {
      const count = expected.bits === 8 ? 150 : 2000;
      // small enough for the transition levels to be in order
      const changes = { resolutionBits: expected.bits, converters: count, inl: mismatch(0.2) };
      const all =
        kind === 'dac'
          ? outputLevels(exampleDac(changes), instance)
          : transitionLevels(exampleAdc(changes), instance);
      const ideal = idealLevels(expected.bits, kind);
      const inl = all.map((levels) => residuals(levels, ideal).map((x) => x / 0.002));
      const { worstMean, worstSd, rmsMean, rmsSd } = expected[kind];
      for (const [values, center, spread] of [
        [inl.map((x) => x.reduce((peak, y) => Math.max(peak, Math.abs(y)), 0)), worstMean, worstSd],
        [inl.map((x) => Math.sqrt(mean(x, (y) => y * y))), rmsMean, rmsSd],
      ] as const) {
        const standardError = spread * Math.sqrt(1 / count + 1 / expected.draws);
        expect(Math.abs((mean(values) - center) / standardError)).toBeLessThan(rareDeviate);
      }
    },
  );
});
