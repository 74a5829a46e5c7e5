import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc, exampleDac } from '../../testing/example-specs.js';
import { inlFixture } from '../../testing/fixture.js';
import { idealLevels, outputLevels, transitionLevels } from '../../testing/levels.js';
import { mean, rareDeviate } from '../../testing/statistics.js';
import { inlShape } from './inl-shape.js';

const instance = RandomStream.named(1, 'instance');
const none = { bowLsb: 0, sLsb: 0, bowSpreadLsbRms: 0, sSpreadLsbRms: 0 };

describe('an INL shape', () => {
  test.each(inlFixture.shapes)(
    'of $bits bits is the orthogonal polynomials that numpy.linalg.qr finds',
    ({ bits, dac, adc }) => {
      const inl = { ...none, kind: 'shape' as const, bowLsb: 0.3, sLsb: -0.2 };
      const changes = { resolutionBits: bits, inl, converters: 1 };
      const every = bits === 12 ? 100 : 1;
      for (const [kind, levels, precision] of [
        ['dac', outputLevels(exampleDac(changes), instance)[0], 2 ** (bits - 24)],
        ['adc', transitionLevels(exampleAdc(changes), instance)[0], 1e-11],
      ] as const) {
        const { bow, s } = { dac, adc }[kind];
        const ideal = idealLevels(bits, kind);
        bow.forEach((share, i) => {
          const expected = (ideal[i * every] as number) + 0.3 * share - 0.2 * (s[i] as number);
          expect(Math.abs((levels?.[i * every] as number) - expected)).toBeLessThan(precision);
        });
      }
    },
  );

  test('has its peak at both ends and, as a bow, half of it in the middle', () => {
    const bow = inlShape({ ...none, bowLsb: 2 }, { endLsb: 2047, converters: 1 }, instance);
    expect([-2047, 0, 2047].map((place) => bow?.lsb(place, 0))).toEqual([-2, expect.closeTo(1, 2), -2]);
    const ess = inlShape({ ...none, sLsb: 2 }, { endLsb: 2047, converters: 1 }, instance);
    expect([-2047, 0, 2047].map((place) => ess?.lsb(place, 0))).toEqual([
      expect.closeTo(-2, 12),
      expect.closeTo(0, 12),
      expect.closeTo(2, 12),
    ]);
  });

  test('differs from converter to converter by the spread (20 000 converters, false alarm 1e-6 each)', () => {
    const converters = 20_000;
    const spread = { bowLsb: 1, sLsb: -1, bowSpreadLsbRms: 0.5, sSpreadLsbRms: 0.25 };
    const shape = inlShape(spread, { endLsb: 127, converters }, instance);
    const at = (place: number): Float64Array =>
      Float64Array.from({ length: converters }, (_, converter) => shape?.lsb(place, converter) as number);
    const [low, high] = [at(-127), at(127)];
    const bows = low.map((x, i) => (-x - (high[i] as number)) / 2);
    const esses = low.map((x, i) => ((high[i] as number) - x) / 2);
    for (const [values, center, rms] of [
      [bows, 1, 0.5],
      [esses, -1, 0.25],
    ] as const) {
      const deviates = values.map((x) => (x - center) / rms);
      expect(Math.abs(mean(deviates) * Math.sqrt(converters))).toBeLessThan(rareDeviate);
      const variance = mean(deviates, (x) => x * x);
      expect(Math.abs((variance - 1) / Math.sqrt(2 / converters))).toBeLessThan(rareDeviate);
    }
  });

  test('never exceeds what it says it does not', () => {
    const shape = { bowLsb: 1, sLsb: -1, bowSpreadLsbRms: 0.5, sSpreadLsbRms: 0.25 };
    for (const endLsb of [2.5, 3, 6.5, 7, 127]) {
      const drawn = inlShape(shape, { endLsb, converters: 50 }, instance);
      for (let converter = 0; converter < 50; converter++) {
        const bound = (drawn?.largestLsb(converter) as number) * (1 + 1e-14);
        for (let place = -endLsb; place <= endLsb; place++) {
          expect(Math.abs(drawn?.lsb(place, converter) as number)).toBeLessThanOrEqual(bound);
        }
      }
    }
  });

  test('is refused where there are too few levels for it', () => {
    const twoBits = { endLsb: 1, converters: 1 };
    expect(() => inlShape({ ...none, bowLsb: 1 }, twoBits, instance)).toThrow(
      'a shape needs at least 4 levels; found 3',
    );
  });
});
