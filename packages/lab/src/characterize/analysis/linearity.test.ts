import { expect, test } from '@jest/globals';
import { fitTransition } from './code-probability.js';
import { independentGainAndOffset, terminalGainAndOffset } from './gain-and-offset.js';
import { levelNoise } from './level-noise.js';
import { isMonotonic, linearity, missingCodes } from './linearity.js';
import { codeCounts, sineTransitionLevels } from './sine-histogram.js';
import { codesByLevels, idealLevels } from './testing/ideal-converter.js';
import { rampTransitionLevels } from './transition-levels.js';

test('gain and offset of levels that have them come out, and are the closed form of IEEE Std 1241', () => {
  const ideal = idealLevels(8);
  const levels = ideal.map((level) => (level - 0.004) / 1.013);
  for (const basis of [independentGainAndOffset, terminalGainAndOffset]) {
    const { gain, offset } = basis(levels, ideal);
    expect(gain).toBeCloseTo(1.013, 12);
    expect(offset).toBeCloseTo(0.004, 12);
  }
  const bent = levels.map((level, i) => level + 0.3 * Math.sin(i));
  const [n, T] = [bent.length, bent];
  const sum = (f: (t: number, k: number) => number) => T.reduce((total, t, i) => total + f(t, i + 1), 0);
  // codes 1 … n between which the levels lie, counted from the middle one
  const shift = (n + 1) / 2;
  const gain =
    (n * (sum((t, k) => k * t) - shift * sum((t) => t))) / (n * sum((t) => t * t) - sum((t) => t) ** 2);
  expect(independentGainAndOffset(bent, ideal).gain).toBeCloseTo(gain, 12);
});

test('INL is level minus ideal, in LSB', () => {
  const ideal = idealLevels(4);
  const levels = ideal.slice();
  levels[5]! += 0.5;
  const { inl, dnl } = linearity(levels, ideal, 'endpoint');
  expect(inl[5]).toBeCloseTo(0.5, 12);
  expect([dnl[4], dnl[5]].map((value) => Math.round(value! * 1e9) / 1e9)).toEqual([0.5, -0.5]);
});

test('a code whose levels coincide is missing, and levels out of order are not monotonic', () => {
  const ideal = idealLevels(5);
  const levels = ideal.slice();
  levels[9] = levels[8]!;
  expect(missingCodes(linearity(levels, ideal, 'best-fit').dnl)).toEqual([8]);
  expect([isMonotonic(ideal), isMonotonic(levels)]).toEqual([true, false]);
});

test('a ramp without noise finds levels to half a step, one of a single read too', () => {
  const levels = idealLevels(5).map((level) => level * 0.97 + 0.123);
  const steps = 700;
  const ramp = { first: -17.5, step: 0.05, steps, reads: 1 };
  const codes = codesByLevels(
    Float64Array.from({ length: steps }, (_, i) => -17.5 + 0.05 * i),
    levels,
  );
  const found = rampTransitionLevels(codes, ramp, -15, 15);
  for (const [i, level] of levels.entries())
    expect(Math.abs(found.levels[i]! - level)).toBeLessThanOrEqual(0.025 + 1e-9);
  expect(new Set(found.noiseRms)).toEqual(new Set([0]));
});

// the true levels of 8 bits with INL up to 1 LSB, amplitude 1.2 of full scale: closed-form bound of the method
test('a coherent sine histogram finds levels the better the longer the record', () => {
  const levels = idealLevels(8).map((level, i) => level + 0.6 * Math.sin((2 * Math.PI * i) / 254));
  const worst = (samples: number): number => {
    const cycles = (samples / 64) * 13 + 1;
    const inputs = Float64Array.from(
      { length: samples },
      (_, n) => 153.6 * Math.sin((2 * Math.PI * ((n * cycles) % samples)) / samples),
    );
    const found = sineTransitionLevels(codeCounts(codesByLevels(inputs, levels), -127, 127), {
      amplitude: 153.6,
      offset: 0,
    });
    return Math.max(...found.map((level, i) => Math.abs(level - levels[i]!)));
  };
  expect(worst(2 ** 16)).toBeLessThan(0.0085);
  expect(worst(2 ** 18)).toBeLessThan(0.0022);
});

test('what does not decide is not decided', () => {
  expect(fitTransition({ inputs: [0, 1, 2, 3], hits: [0, 3, 10, 10], reads: 10 })).toBeUndefined();
  expect(levelNoise([4, 4, 5, 4])).toBeUndefined();
});
