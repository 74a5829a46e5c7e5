import { describe, expect, test } from '@jest/globals';
import { codeArrayConstructor } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import fc from 'fast-check';
import { exampleAdc, type QuantizedAdcSpec } from '../testing/example-specs.js';
import { gainAndOffset } from '../testing/gain-and-offset.js';
import { idealLevels, transitionLevels } from '../testing/levels.js';
import { fitSine } from '../testing/sine-fit.js';
import { mean, rareDeviate } from '../testing/statistics.js';
import { createAdc } from './adc.js';
import type { InlSpec } from './effects/inl-spec.js';

const instance = RandomStream.named(1, 'instance');
const noise = RandomStream.named(1, 'noise');

function read(spec: QuantizedAdcSpec, volts: ArrayLike<number>, voltsPerCode = 1, stream = noise): number[] {
  const adc = createAdc(spec, instance);
  const out = new (codeArrayConstructor(adc.format.kind))(volts.length);
  adc.convert(Float64Array.from(volts), voltsPerCode, out, { noise: stream, atS: 0 });
  return Array.from(out);
}

describe('an ADC without errors', () => {
  const value = fc.double({ min: -200, max: 200, noNaN: true });

  test('is monotone and symmetric', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 50 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const codes = read(exampleAdc(), sorted);
        expect(codes).toEqual(codes.toSorted((a, b) => a - b));
        const negated = sorted.map((x) => -x);
        expect(read(exampleAdc(), negated)).toEqual(codes.map((code) => 0 - code));
      }),
      { seed: 1 },
    );
  });

  test.each([2, 3, 4, 8, 12, 16])(
    'of %p bits saturates at ±(2^(bits−1) − 1), and counts it',
    (resolutionBits) => {
      const largest = 2 ** (resolutionBits - 1) - 1;
      const adc = createAdc(exampleAdc({ resolutionBits }), instance);
      const volts = Float64Array.from([largest + 0.49, largest + 0.5, -1e9, 1e9, 0], (code) => code / 1024);
      const out = new (codeArrayConstructor(adc.format.kind))(volts.length);
      const reading = adc.convert(volts, 1 / 1024, out, { noise, atS: 0 });
      expect(Array.from(out)).toEqual([largest, largest, -largest, largest, 0]);
      expect(reading.clipped).toBe(3);
      expect(reading.peak).toBeCloseTo(1e9, 3);
    },
  );

  test('scales by the readout gain', () => {
    expect(read(exampleAdc(), [0.1, -0.25, 0.124], 0.01)).toEqual([10, -25, 12]);
  });

  test('reads arrays of any length, in f32 as in f64', () => {
    const adc = createAdc(exampleAdc({ resolutionBits: 12 }), instance);
    for (const length of [0, 1, 2047, 2048, 2049, 10_000]) {
      const volts = Float32Array.from({ length }, (_, i) => i - 1000.25);
      const out = new Int16Array(length);
      const { clipped } = adc.convert(volts, 1, out, { noise, atS: 0 });
      const expected = Array.from({ length }, (_, i) => Math.min(2047, i - 1000));
      expect(Array.from(out)).toEqual(expected);
      expect(clipped).toBe(Math.max(0, length - 3048));
    }
  });

  test('has a quantisation noise of LSB²/12 (2²⁰ samples, false alarm 1e-6)', () => {
    const n = 1 << 20;
    const volts = new Float64Array(n);
    noise.child('signal').fillUniform(volts);
    volts.forEach((u, i) => (volts[i] = (u - 0.5) * 200));
    const codes = read(exampleAdc(), volts);
    // an error e uniform over one LSB has variance of e² 1/180
    const deviate =
      (mean(codes, (code, i) => (code - (volts[i] as number)) ** 2) - 1 / 12) / Math.sqrt(1 / 180 / n);
    expect(Math.abs(deviate)).toBeLessThan(rareDeviate);
  });
});

/** Rounding, comparison with levels and a decision tree, the latter two with an INL too small to see. */
const quantisers: readonly InlSpec[] = [
  { kind: 'none' },
  { kind: 'curve', pointsLsb: [1e-9, -1e-9] },
  { kind: 'mismatch', unitMismatchPctRms: 1e-9 },
];

describe('SINAD and ENOB by sine fit', () => {
  const samples = 4096;
  const cycles = 1021;

  function sine(amplitude: number): Float64Array {
    return Float64Array.from(
      { length: samples },
      (_, i) => amplitude * Math.sin((2 * Math.PI * cycles * i) / samples + 0.3),
    );
  }

  // made independently of this code, in numpy, from the transition levels of an ideal mid-tread quantiser with a
  // full-scale range of 2
  test.each([
    {
      bits: 4,
      fullScale: { sinadDb: 25.03, enobBits: 3.984 },
      halfScale: { sinadDb: 20.57, enobBits: 4.105 },
    },
    {
      bits: 6,
      fullScale: { sinadDb: 37.57, enobBits: 5.973 },
      halfScale: { sinadDb: 32.16, enobBits: 6.047 },
    },
    {
      bits: 8,
      fullScale: { sinadDb: 49.78, enobBits: 7.982 },
      halfScale: { sinadDb: 44.04, enobBits: 8.023 },
    },
    {
      bits: 10,
      fullScale: { sinadDb: 61.87, enobBits: 9.985 },
      halfScale: { sinadDb: 56.0, enobBits: 10.009 },
    },
    {
      bits: 12,
      fullScale: { sinadDb: 73.87, enobBits: 11.978 },
      halfScale: { sinadDb: 68.11, enobBits: 12.02 },
    },
  ])('of an ideal $bits-bit quantiser are the published figures', ({ bits, fullScale, halfScale }) => {
    const lsb = 2 / 2 ** bits;
    for (const [amplitude, golden] of [
      [1 - 2 ** -bits, fullScale],
      [0.5, halfScale],
    ] as const) {
      for (const inl of quantisers) {
        const codes = read(exampleAdc({ resolutionBits: bits, inl }), sine(amplitude), lsb);
        const fit = fitSine(codes, cycles / samples);
        const sinadDb = 20 * Math.log10(fit.amplitude / Math.SQRT2 / fit.residualRms);
        const enobBits = Math.log2(2 ** bits / (fit.residualRms * Math.sqrt(12)));
        expect(Math.abs(sinadDb - golden.sinadDb)).toBeLessThan(0.0051);
        expect(Math.abs(enobBits - golden.enobBits)).toBeLessThan(0.00051);
      }
    }
  });

  test.each([0.25, 0.5, 1, 2])(
    'fall with noise of %p LSB to N − ½·log2(1 + 12σ²) (2¹⁷ samples, false alarm 1e-6)',
    (lsbRms) => {
      const n = 1 << 17;
      const frequency = 32_771 / n;
      const volts = Float64Array.from(
        { length: n },
        (_, i) => 120 * Math.sin(2 * Math.PI * frequency * i + 0.3),
      );
      const expected = 8 - 0.5 * Math.log2(1 + 12 * lsbRms ** 2);
      // the variance of n normal residuals is known to √(2/n); half of that, in bits
      const standardError = Math.sqrt(2 / n) / 2 / Math.LN2;
      for (const inl of quantisers) {
        const codes = read(exampleAdc({ inputReferredNoiseLsbRms: lsbRms, inl }), volts);
        const enobBits = Math.log2(256 / (fitSine(codes, frequency).residualRms * Math.sqrt(12)));
        expect(Math.abs(enobBits - expected)).toBeLessThan(rareDeviate * standardError);
      }
    },
  );
});

describe('the errors of an ADC', () => {
  const ramp = Float64Array.from({ length: 4001 }, (_, i) => (i - 2000) / 20);

  test('shift and stretch its transfer curve by the offset and gain of the spec', () => {
    const codes = read(exampleAdc({ offsetErrorLsb: 1.5, gainErrorPctFs: 10 }), ramp);
    expect(codes).toEqual(
      read(
        exampleAdc(),
        ramp.map((x) => x * 1.1 + 1.5),
      ),
    );
  });

  test.each([4, 8, 12])('of %p bits lie where a quantiser has them, if there are none', (resolutionBits) => {
    for (const inl of quantisers) {
      const [levels] = transitionLevels(exampleAdc({ resolutionBits, inl, converters: 1 }), instance);
      const ideal = idealLevels(resolutionBits, 'adc');
      // at most what the mismatch of 1e-9 % does at mid-scale of 12 bits
      levels?.forEach((level, i) => expect(Math.abs(level - (ideal[i] as number))).toBeLessThan(2e-9));
    }
  });

  // G·T + V_os is the ideal level, so that G and V_os are what the converter does to its input; INL from mismatch
  // has no line of its own, but G divides by the variance of bent levels: 1e-4 here
  test.each([
    [{ kind: 'none' }, 1e-12],
    [{ kind: 'mismatch', unitMismatchPctRms: 2 }, 2e-4],
    [{ kind: 'shape', bowLsb: 1, sLsb: -0.5, bowSpreadLsbRms: 0, sSpreadLsbRms: 0 }, 2e-4],
  ] as const)(
    'are found as gain and offset by the independently based fit to the levels: INL %j',
    (inl, precision) => {
      const spec = exampleAdc({ offsetErrorLsb: 1.25, gainErrorPctFs: 2.5, inl, converters: 3 });
      for (const levels of transitionLevels(spec, instance)) {
        const { gain, offset } = gainAndOffset(levels, -126.5);
        expect(Math.abs(gain - 1.025)).toBeLessThan(precision);
        expect(Math.abs(offset - 1.25)).toBeLessThan(precision * 10);
      }
    },
  );

  test('of zero size change nothing', () => {
    const free = read(exampleAdc(), ramp);
    expect(read(exampleAdc({ converters: 7 }), ramp, 1, noise.child('other'))).toEqual(free);
  });

  test('draw noise anew for each stream and cell, the same for the same stream', () => {
    const spec = exampleAdc({ inputReferredNoiseLsbRms: 3 });
    const first = read(spec, ramp, 1, noise.child('read', 0));
    expect(read(spec, ramp, 1, noise.child('read', 0))).toEqual(first);
    expect(read(spec, ramp, 1, noise.child('read', 1))).not.toEqual(first);
    const held = read(spec, new Float64Array(10_000));
    for (const lag of [1, 2, 64, 1024, 2048, 4096]) expect(held.slice(lag)).not.toEqual(held.slice(0, -lag));
  });

  test('do not move the noise when they are switched off', () => {
    const quiet = exampleAdc({ resolutionBits: 16 });
    const volts = new Float64Array(5000);
    const noisy = read({ ...quiet, inputReferredNoiseLsbRms: 100 }, volts);
    const shifted = read({ ...quiet, inputReferredNoiseLsbRms: 100, offsetErrorLsb: 5 }, volts);
    expect(shifted).toEqual(noisy.map((code) => code + 5));
  });

  test('add noise of the stated size (2²⁰ cells, false alarm 1e-6)', () => {
    const n = 1 << 20;
    const codes = read(exampleAdc({ resolutionBits: 16, inputReferredNoiseLsbRms: 50 }), new Float64Array(n));
    const variance = 2500 + 1 / 12;
    expect(Math.abs(mean(codes) / Math.sqrt(variance / n))).toBeLessThan(rareDeviate);
    const ratio = mean(codes, (code) => code * code) / variance;
    expect(Math.abs((ratio - 1) / Math.sqrt(2 / n))).toBeLessThan(rareDeviate);
  });
});

describe('an ideal ADC', () => {
  const adc = createAdc({ kind: 'ideal' }, instance);

  test('gives the values themselves, for a power of two bit for bit', () => {
    const volts = new Float32Array(1000);
    noise.fillNormal(volts);
    const out = new Float32Array(1000);
    const reading = adc.convert(volts, 0.25, out, { noise, atS: 0 });
    expect(out).toEqual(volts.map((v) => v * 4));
    expect(reading).toEqual({ clipped: 0, peak: Math.max(...out.map(Math.abs)) });
  });

  test('takes no time and no energy', () => {
    expect([adc.durationS(1e6), adc.skewS(1e6), adc.energyJ(1e6)]).toEqual([0, 0, 0]);
  });

  test('refuses what f32 cannot hold', () => {
    expect(() =>
      adc.convert(Float64Array.from([1, 1e300]), 1, new Float32Array(2), { noise, atS: 0 }),
    ).toThrow('cell 1: found Infinity, expected a finite value');
  });
});

describe('an ADC', () => {
  test('takes rounds of acquisition and conversion', () => {
    const adc = createAdc(exampleAdc({ converters: 64 }), instance);
    expect(adc.durationS(64)).toBeCloseTo(100e-9, 15);
    expect(adc.durationS(65)).toBeCloseTo(200e-9, 15);
    expect(adc.durationS(0)).toBe(0);
    expect(adc.skewS(64)).toBe(0);
    expect(adc.skewS(129)).toBeCloseTo(200e-9, 15);
    expect(adc.energyJ(1000)).toBeCloseTo(2e-9, 18);
  });

  test('with a pipeline gives its results later, all by the same', () => {
    const adc = createAdc(exampleAdc({ converters: 64, latencyS: 1e-6 }), instance);
    expect(adc.durationS(65)).toBeCloseTo(1.2e-6, 15);
    expect(adc.durationS(0)).toBe(0);
    expect(adc.skewS(129)).toBeCloseTo(200e-9, 15);
  });

  test('refuses NaN and says where', () => {
    const adc = createAdc(exampleAdc(), instance);
    const volts = new Float32Array(5000);
    volts[4321] = Number.NaN;
    expect(() => adc.convert(volts, 1, new Int8Array(5000), { noise, atS: 0 })).toThrow(
      'cell 4321: found NaN, expected a finite value',
    );
  });

  test('refuses an array of the wrong kind and a gain that is none', () => {
    const adc = createAdc(exampleAdc(), instance);
    expect(() => adc.convert(new Float32Array(1), 1, new Int16Array(1), { noise, atS: 0 })).toThrow(
      'codes of 8 bits are held as INT8; found Int16Array',
    );
    for (const gain of [0, -1, Number.NaN, Infinity]) {
      expect(() => adc.convert(new Float32Array(1), gain, new Int8Array(1), { noise, atS: 0 })).toThrow(
        /readout gain .* found/,
      );
    }
  });
});
