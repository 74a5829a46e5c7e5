import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { coherentCycles, coherentPhases } from './coherent-frequency.js';
import { fourierTransform } from './fourier-transform.js';
import { effectiveBits, fitSine, sinadDb } from './sine-fit.js';
import { foldedBin } from './spectrum.js';
import { codesByLevels, idealLevels } from './testing/ideal-converter.js';
import { toneFigures } from './tone-figures.js';

const samples = 4096;

/** Codes of an ideal converter for a sine; amplitude relative to half of the full scale range. */
function sineCodes(bits: number, amplitude: number, cycles: number, noise?: Float64Array): Float64Array {
  const half = 2 ** (bits - 1);
  const inputs = coherentPhases(samples, cycles, 0.3).map(
    (angle, i) => amplitude * half * Math.sin(angle) + (noise?.[i] ?? 0),
  );
  return codesByLevels(inputs, idealLevels(bits + 1)).map((code) =>
    Math.min(Math.max(code, -half), half - 1),
  );
}

describe('an ideal converter', () => {
  // bits, SINAD and ENOB at full scale and at half of it: 4096 samples, 1021 cycles, phase 0.3, mid-tread
  test.each([
    [4, 25.03, 3.984, 20.57, 4.105],
    [6, 37.57, 5.973, 32.16, 6.047],
    [8, 49.78, 7.982, 44.04, 8.023],
    [10, 61.87, 9.985, 56.0, 10.009],
    [12, 73.87, 11.978, 68.11, 12.02],
  ])('of %i bits', (bits, sinad, enob, halfSinad, halfEnob) => {
    for (const [amplitude, decibel, effective] of [
      [1 - 2 ** -bits, sinad, enob],
      [0.5, halfSinad, halfEnob],
    ] as const) {
      const fit = fitSine(sineCodes(bits, amplitude, 1021), 1021 / samples);
      expect(sinadDb(fit)).toBeCloseTo(decibel, 1);
      expect(effectiveBits(fit.residualRms, 2 ** bits)).toBeCloseTo(effective, 2);
    }
  });
});

test.each([0.25, 0.5, 1, 2])('noise of %f LSB costs half the logarithm of 1 + 12 sigma squared', (sigma) => {
  const noise = new Float64Array(samples);
  RandomStream.named(3, 'noise', String(sigma)).fillNormal(noise);
  const codes = sineCodes(
    8,
    1 - 8 / 128,
    1021,
    noise.map((z) => sigma * z),
  );
  const { enobBits } = toneFigures(codes, { cycles: 1021, harmonics: 6, fullScaleRange: 256 });
  // relative spread of a mean square of 4096 values: 2.2 %, hence 0.016 bit; 6 of them is a false alarm of 2e-9
  expect(Math.abs(enobBits - (8 - 0.5 * Math.log2(1 + 12 * sigma ** 2)))).toBeLessThan(0.096);
});

test('lines come out with the power they went in with', () => {
  const lines = [
    [1, 50],
    [3e-2, 100],
    [1e-2, 150],
    [1e-3, 777],
  ] as const;
  const record = Float64Array.from({ length: 2048 }, (_, n) =>
    lines.reduce((sum, [a, k]) => sum + a * Math.cos((2 * Math.PI * ((k * n) % 2048)) / 2048 + k), 5),
  );
  const found = toneFigures(record, { cycles: 50, harmonics: 4, fullScaleRange: 2 });
  const distortion = 3e-2 ** 2 + 1e-2 ** 2;
  expect(found.amplitude).toBeCloseTo(1, 12);
  expect(found.thdDb).toBeCloseTo(10 * Math.log10(distortion), 9);
  expect(found.sfdrDbc).toBeCloseTo(20 * Math.log10(1 / 3e-2), 9);
  expect(found.snrDb).toBeCloseTo(60, 8);
  expect(found.sinadDb).toBeCloseTo(-10 * Math.log10(distortion + 1e-6), 9);
});

describe('records that are not coherent', () => {
  const record = (cycles: number) =>
    Float64Array.from({ length: samples }, (_, n) =>
      Math.round(2000 * Math.sin((2 * Math.PI * cycles * n) / samples)),
    );

  test('are refused where they are said to be', () => {
    expect(() => toneFigures(record(101.1), { cycles: 101, harmonics: 6, fullScaleRange: 4096 })).toThrow(
      'a record of 101 whole cycles holds 101.100',
    );
  });

  test('lose nothing through the window', () => {
    const found = toneFigures(record(101.1), { cycles: 101.1, harmonics: 6, fullScaleRange: 4096 });
    // the bins of the line and of the harmonics are not counted: about 1 % of all
    expect(Math.abs(found.enobBits - 12)).toBeLessThan(0.06);
  });
});

test('harmonics fold at half the sample rate, and those that fold onto the signal or DC are told', () => {
  expect([2, 3, 5].map((order) => foldedBin(300, order, 1024))).toEqual([424, 124, 476]);
  const record = Float64Array.from({ length: 64 }, (_, n) => Math.sin((2 * Math.PI * ((16 * n) % 64)) / 64));
  expect(toneFigures(record, { cycles: 16, harmonics: 5, fullScaleRange: 2 }).collisions).toEqual([3, 4, 5]);
});

test('coherent cycles are odd and inside the band', () => {
  expect([coherentCycles(1024, 100), coherentCycles(1024, 0.2), coherentCycles(1024, 5000)]).toEqual([
    101, 1, 511,
  ]);
  expect(() => coherentCycles(1000, 10)).toThrow('2^m samples, 8 or more; found 1000');
});

test('the transform is the sum that defines it', () => {
  const [re, im] = [new Float64Array(16), new Float64Array(16)];
  RandomStream.named(1, 'transform').fillNormal(re);
  RandomStream.named(2, 'transform').fillNormal(im);
  const [x, y] = [re.slice(), im.slice()];
  fourierTransform(re, im);
  for (let k = 0; k < 16; k++) {
    let [a, b] = [0, 0];
    for (let n = 0; n < 16; n++) {
      const [c, s] = [Math.cos((-2 * Math.PI * k * n) / 16), Math.sin((-2 * Math.PI * k * n) / 16)];
      a += x[n]! * c - y[n]! * s;
      b += x[n]! * s + y[n]! * c;
    }
    expect(re[k]).toBeCloseTo(a, 12);
    expect(im[k]).toBeCloseTo(b, 12);
  }
  expect(() => fourierTransform(new Float64Array(12), new Float64Array(12))).toThrow('2^m samples; found 12');
});
