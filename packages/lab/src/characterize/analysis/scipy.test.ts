import { describe, expect, test } from '@jest/globals';
import { fixture } from '../../testing/fixture.js';
import { fitTransition } from './code-probability.js';
import { levelNoise } from './level-noise.js';
import { linearity, peak } from './linearity.js';
import { effectiveBits, fitSine, sinadDb } from './sine-fit.js';
import { codeCounts, sineTransitionLevels } from './sine-histogram.js';
import { unpacked } from './testing/ideal-converter.js';
import { toneFigures } from './tone-figures.js';
import { rampTransitionLevels } from './transition-levels.js';

interface LinearityCase {
  readonly bits: number;
  readonly codes: string;
  readonly levels: number[];
  readonly trueLevels: number[];
  readonly gain: number;
  readonly offset: number;
  readonly inl: number[];
  readonly dnl: number[];
  readonly endpointInl: number[];
  readonly endpointDnl: number[];
}

const scipy = fixture<{
  sines: {
    name: string;
    bits: number;
    cycles: number;
    harmonics: number;
    codes: string;
    fit: Record<'amplitude' | 'offset' | 'cycles' | 'residualRms' | 'sinadDb' | 'enobBits', number>;
    spectrum: Record<'sinadDb' | 'enobBits' | 'snrDb' | 'thdDb' | 'sfdrDbc', number> & { power: number[] };
  }[];
  ramp: LinearityCase & { first: number; step: number; steps: number; reads: number; noise: number };
  histogram: LinearityCase & { sine: { amplitude: number; offset: number } };
  probability: { inputs: number[]; hits: number[]; reads: number; level: number; noiseRms: number };
  noise: { codes: string; mean: number; rms: number };
}>('converter-analysis');

/** As many digits as are ever shown, and some more. */
const digits = 6;

function expectSame(values: ArrayLike<number>, reference: readonly number[]): void {
  expect(values.length).toBe(reference.length);
  for (const [i, value] of reference.entries()) expect(values[i]).toBeCloseTo(value, digits);
}

describe.each(scipy.sines)('a sine: $name', ({ bits, cycles, harmonics, codes, fit, spectrum }) => {
  const samples = unpacked(codes);

  test('the four-parameter fit, its SINAD and ENOB are those of scipy.optimize.curve_fit', () => {
    const found = fitSine(samples, Math.round(cycles * 10) / 10 / samples.length);
    expect(found.amplitude).toBeCloseTo(fit.amplitude, digits);
    expect(found.offset).toBeCloseTo(fit.offset, digits);
    expect(found.cyclesPerSample * samples.length).toBeCloseTo(fit.cycles, digits);
    expect(found.residualRms).toBeCloseTo(fit.residualRms, digits);
    expect(sinadDb(found)).toBeCloseTo(fit.sinadDb, digits);
    expect(effectiveBits(found.residualRms, 2 ** bits)).toBeCloseTo(fit.enobBits, digits);
  });

  test('SINAD, ENOB, SNR, THD and SFDR by spectrum are those of scipy.fft', () => {
    const found = toneFigures(samples, { cycles, harmonics, fullScaleRange: 2 ** bits });
    for (const name of ['sinadDb', 'enobBits', 'snrDb', 'thdDb', 'sfdrDbc'] as const) {
      expect(found[name]).toBeCloseTo(spectrum[name], digits);
    }
    expectSame(found.spectrum.power.subarray(0, spectrum.power.length), spectrum.power);
  });
});

function expectLinearity(levels: Float64Array, reference: LinearityCase): void {
  expectSame(levels, reference.levels);
  const largest = 2 ** (reference.bits - 1) - 1;
  const ideal = levels.map((_, i) => i - largest + 0.5);
  const best = linearity(levels, ideal, 'best-fit');
  expect(best.correction.gain).toBeCloseTo(reference.gain, digits);
  expect(best.correction.offset).toBeCloseTo(reference.offset, digits);
  expectSame(best.inl, reference.inl);
  expectSame(best.dnl, reference.dnl);
  const endpoint = linearity(levels, ideal, 'endpoint');
  expectSame(endpoint.inl, reference.endpointInl);
  expectSame(endpoint.dnl, reference.endpointDnl);
}

test('INL and DNL of a noisy ramp are those of NumPy, and the levels those of the converter', () => {
  const { codes, first, step, steps, reads, trueLevels, noise } = scipy.ramp;
  const found = rampTransitionLevels(unpacked(codes), { first, step, steps, reads }, -31, 31);
  expectLinearity(found.levels, scipy.ramp);
  const deviations = found.levels.map((level, i) => (level - trueLevels[i]!) / found.standardErrors[i]!);
  // 62 levels, two-sided: 1e-5 false alarms
  expect(peak(deviations).value).toBeLessThan(5.2);
  const meanNoise = found.noiseRms.reduce((sum, each) => sum + each / found.noiseRms.length, 0);
  expect(Math.abs(meanNoise / noise - 1)).toBeLessThan(0.1);
});

test('INL and DNL of a coherent sine histogram are those of NumPy, and the levels those of the converter', () => {
  const { codes, trueLevels, sine } = scipy.histogram;
  const levels = sineTransitionLevels(codeCounts(unpacked(codes), -31, 31), sine);
  expectLinearity(levels, scipy.histogram);
  expect(peak(levels.map((level, i) => level - trueLevels[i]!)).value).toBeLessThan(0.01);
});

test('the level and the noise of a code probability are those of a SciPy maximum likelihood', () => {
  const found = fitTransition(scipy.probability)!;
  expect(found.level).toBeCloseTo(scipy.probability.level, 6);
  expect(found.noiseRms).toBeCloseTo(scipy.probability.noiseRms, 6);
  expect(Math.abs(found.level - 0.37) / found.levelError).toBeLessThan(4.5);
  expect(Math.abs(found.noiseRms - 0.41) / found.noiseError).toBeLessThan(4.5);
});

test('mean and noise of a fixed level are those of a SciPy maximum likelihood', () => {
  const found = levelNoise(unpacked(scipy.noise.codes))!;
  expect(found.mean).toBeCloseTo(scipy.noise.mean, 6);
  expect(found.rms).toBeCloseTo(scipy.noise.rms, 6);
  expect(Math.abs(found.mean - 3.29) / found.meanError).toBeLessThan(4.5);
  expect(Math.abs(found.rms - 0.55) / found.rmsError).toBeLessThan(4.5);
});
