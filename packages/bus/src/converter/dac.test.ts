import { describe, expect, test } from '@jest/globals';
import { codeArrayConstructor } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import fc from 'fast-check';
import { exampleAdc, exampleDac, type QuantizedDacSpec } from '../testing/example-specs.js';
import { mean, rareDeviate } from '../testing/statistics.js';
import { createAdc } from './adc.js';
import { dacLsbV } from './dac-spec.js';
import { createDac } from './dac.js';

const instance = RandomStream.named(1, 'instance');
const noise = RandomStream.named(1, 'noise');

function analog(
  spec: QuantizedDacSpec,
  codes: ArrayLike<number>,
  stream = noise,
  silicon = instance,
): Float32Array {
  const dac = createDac(spec, silicon);
  const held = new (codeArrayConstructor(dac.format.kind))(codes.length);
  held.set(Array.from(codes));
  const out = new Float32Array(codes.length);
  dac.convert(held, out, { noise: stream, atS: 0 });
  return out;
}

describe('a DAC without errors', () => {
  test.each([2, 4, 8, 12, 16])('of %p bits gives each code as it is', (resolutionBits) => {
    const largest = 2 ** (resolutionBits - 1) - 1;
    const codes = Array.from({ length: 2 * largest + 1 }, (_, i) => i - largest);
    expect(Array.from(analog(exampleDac({ resolutionBits }), codes))).toEqual(codes);
  });

  test('saturates codes that its bits do not hold, the most negative included, and counts them', () => {
    const dac = createDac(exampleDac({ resolutionBits: 12 }), instance);
    const out = new Float32Array(4);
    expect(dac.convert(Int16Array.from([2047, 2048, -2047, -2048]), out, { noise, atS: 0 })).toEqual({
      clipped: 2,
    });
    expect(Array.from(out)).toEqual([2047, 2047, -2047, -2047]);
  });

  test('and an ADC of the same bits and gain give every code back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 16 }),
        fc.double({ min: 1e-9, max: 1e3, noNaN: true }),
        fc.array(fc.integer({ min: -32767, max: 32767 }), { maxLength: 100 }),
        (resolutionBits, voltsPerCode, numbers) => {
          const largest = 2 ** (resolutionBits - 1) - 1;
          const codes = numbers.map((x) => x % (largest + 1));
          const volts = Float64Array.from(
            analog(exampleDac({ resolutionBits }), codes),
            (x) => x * voltsPerCode,
          );
          const adc = createAdc(exampleAdc({ resolutionBits }), instance);
          const back = new (codeArrayConstructor(adc.format.kind))(codes.length);
          expect(adc.convert(volts, voltsPerCode, back, { noise, atS: 0 }).clipped).toBe(0);
          expect(Array.from(back)).toEqual(codes.map((code) => code + 0));
        },
      ),
      { seed: 1 },
    );
  });
});

describe('the errors of a DAC', () => {
  const codes = Array.from({ length: 255 }, (_, i) => i - 127);

  test('shift and stretch its transfer curve by the offset and gain of the spec', () => {
    const out = analog(exampleDac({ offsetErrorLsb: -0.75, gainErrorPctFs: 2 }), codes);
    out.forEach((x, i) => expect(x).toBeCloseTo((codes[i] as number) * 1.02 - 0.75, 4));
  });

  test('leave the curve monotone and symmetric about its offset', () => {
    const out = analog(exampleDac({ offsetErrorLsb: 3, gainErrorPctFs: -5 }), codes);
    expect(Array.from(out)).toEqual(Array.from(out).toSorted((a, b) => a - b));
    out.forEach((x, i) => expect(x - 3).toBeCloseTo(3 - (out[254 - i] as number), 4));
  });

  test('leave it monotone where the DNL is above −1, and only there', () => {
    const point = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(point, { minLength: 15, maxLength: 15 }), (pointsLsb) => {
        const inl = { kind: 'curve' as const, pointsLsb };
        const out = Array.from(analog(exampleDac({ resolutionBits: 4, inl }), codes.slice(120, 135)));
        const dnl = pointsLsb.slice(1).map((inlLsb, i) => inlLsb - (pointsLsb[i] as number));
        // f32 outputs
        out.slice(1).forEach((x, i) => {
          expect(x - (out[i] as number) - 1).toBeCloseTo(dnl[i] as number, 5);
        });
        const isMonotone = out.every((x, i) => i === 0 || x >= (out[i - 1] as number));
        if (Math.min(...dnl) > -1 + 1e-5) expect(isMonotone).toBe(true);
        if (Math.min(...dnl) < -1 - 1e-5) expect(isMonotone).toBe(false);
      }),
      { seed: 1 },
    );
  });

  test('add noise of the stated size, one draw a conversion (2²⁰ conversions, false alarm 1e-6)', () => {
    const n = 1 << 20;
    const out = analog(exampleDac({ outputNoiseLsbRms: 0.5 }), new Int8Array(n));
    expect(Math.abs(mean(out) / Math.sqrt(0.25 / n))).toBeLessThan(rareDeviate);
    const ratio = mean(out, (x) => x * x) / 0.25;
    expect(Math.abs((ratio - 1) / Math.sqrt(2 / n))).toBeLessThan(rareDeviate);
    const product = mean(out.subarray(1), (x, i) => (x * (out[i] as number)) / 0.25);
    expect(Math.abs(product * Math.sqrt(n - 1))).toBeLessThan(rareDeviate);
  });
});

describe('the spread between converters', () => {
  const n = 20_000;
  const spec = exampleDac({ converters: n, offsetSpreadLsbRms: 2 });
  const zeros = new Int8Array(n);

  test('is a property of the silicon: the same for each conversion, whatever the noise', () => {
    expect(analog(spec, zeros, noise.child(1))).toEqual(analog(spec, zeros, noise.child(2)));
  });

  test('belongs to the converter, and cell i goes through converter i mod converters', () => {
    const few = exampleDac({ converters: 3, offsetSpreadLsbRms: 2, gainSpreadPctFsRms: 10 });
    const out = analog(few, new Int8Array(7000).fill(50));
    expect(new Set(out).size).toBe(3);
    out.forEach((x, i) => expect(x).toBe(out[i % 3]));
  });

  test('has the stated size, in offset and in gain (20 000 converters, false alarm 1e-6 each)', () => {
    const offsets = analog(spec, zeros);
    const gainSpec = exampleDac({ converters: n, gainSpreadPctFsRms: 1 });
    const gains = analog(
      gainSpec,
      zeros.map(() => 100),
    ).map((x) => x - 100);
    for (const [values, rms] of [
      [offsets, 2],
      [gains, 1],
    ] as const) {
      expect(Math.abs(mean(values) / (rms / Math.sqrt(n)))).toBeLessThan(rareDeviate);
      const ratio = mean(values, (x) => x * x) / rms ** 2;
      expect(Math.abs((ratio - 1) / Math.sqrt(2 / n))).toBeLessThan(rareDeviate);
    }
  });

  test('is independent from converter to converter, from instance to instance, and of offset and gain', () => {
    const here = analog(spec, zeros).map((x) => x / 2);
    const there = analog(spec, zeros, noise, RandomStream.named(1, 'another instance')).map((x) => x / 2);
    const gains = analog(
      exampleDac({ converters: n, gainSpreadPctFsRms: 1 }),
      zeros.map(() => 100),
    ).map((x) => x - 100);
    const neighbours = here.map((_, i) => here[(i + 1) % n] as number);
    // correlations of 20 000 pairs, false alarm 1e-6 each
    for (const others of [there, gains, neighbours]) {
      expect(Math.abs(mean(here, (x, i) => x * (others[i] as number)) * Math.sqrt(n))).toBeLessThan(
        rareDeviate,
      );
    }
  });
});

describe('an ideal DAC', () => {
  const dac = createDac({ kind: 'ideal' }, instance);

  test('gives f32 values bit for bit, in no time and with no energy', () => {
    const values = new Float32Array(1000);
    noise.fillNormal(values);
    const out = new Float32Array(1000);
    expect(dac.convert(values, out, { noise, atS: 0 })).toEqual({ clipped: 0 });
    expect(out).toEqual(values);
    expect([dac.settlingTimeS, dac.durationS(1e6), dac.energyJ(1e6)]).toEqual([0, 0, 0]);
  });

  test.each([Number.NaN, Infinity, -Infinity])('refuses %p and says where', (value) => {
    const values = Float32Array.from([0, 1, value]);
    expect(() => dac.convert(values, new Float32Array(3), { noise, atS: 0 })).toThrow(
      `code 2: found ${value}, expected a finite value`,
    );
  });
});

describe('a DAC', () => {
  test('takes rounds of conversions, and settles once', () => {
    const dac = createDac(exampleDac({ converters: 100, conversionTimeS: 10e-9 }), instance);
    expect(dac.durationS(1000)).toBeCloseTo(100e-9, 15);
    expect(dac.durationS(1001)).toBeCloseTo(110e-9, 15);
    expect(dac.settlingTimeS).toBe(50e-9);
    expect(dac.energyJ(1001)).toBeCloseTo(1001e-12, 18);
    const piped = createDac(
      exampleDac({ converters: 100, conversionTimeS: 10e-9, latencyS: 1e-6 }),
      instance,
    );
    expect(piped.durationS(1001)).toBeCloseTo(1.11e-6, 15);
    expect(piped.durationS(0)).toBe(0);
  });

  test('has an LSB of its full-scale range over 2^bits', () => {
    expect(dacLsbV(exampleDac({ resolutionBits: 10, fullScaleRangeV: 2 }))).toBe(2 / 1024);
    expect(dacLsbV({ kind: 'ideal' })).toBeUndefined();
  });

  test('refuses codes of the wrong kind', () => {
    const dac = createDac(exampleDac({ resolutionBits: 12 }), instance);
    expect(() => dac.convert(new Int8Array(1), new Float32Array(1), { noise, atS: 0 })).toThrow(
      'codes of 12 bits are held as INT16; found Int8Array',
    );
  });
});
