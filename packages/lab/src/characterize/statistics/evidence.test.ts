import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../figure.js';
import { mapped, meanOf, proportionOf, rootMeanSquareOf, spreadOf } from './evidence.js';

function covers(evidence: Evidence, value: number, falseAlarm: number): boolean {
  if (evidence.kind === 'not-observable') throw new Error(evidence.reason);
  const [low, high] = evidence.interval(falseAlarm);
  return low <= value && value <= high;
}

const trials = 1000;
const falseAlarm = 0.1;
/** Misses of 1000 intervals at 10 %, within 5 standard deviations (6e-7 false alarm, two-sided). */
const expectedMisses = [100 - 47, 100 + 47] as const;

function misses(make: (trial: number) => Evidence, truth: number): number {
  let count = 0;
  for (let trial = 0; trial < trials; trial++) if (!covers(make(trial), truth, falseAlarm)) count++;
  return count;
}

function normals(trial: number, count: number): Float64Array {
  const out = new Float64Array(count);
  RandomStream.named(7, 'evidence', trial).fillNormal(out);
  return out;
}

function expectBetween(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

describe('intervals miss the true value as often as they say', () => {
  test('of a mean of 5', () => {
    expectBetween(
      misses((trial) => meanOf(normals(trial, 5).map((x) => 3 + 2 * x)), 3),
      expectedMisses,
    );
  });

  test('of a spread of 8', () => {
    expectBetween(
      misses((trial) => spreadOf(normals(trial, 8).map((x) => 3 + 2 * x)), 2),
      expectedMisses,
    );
  });

  test('of a root mean square with the noise of the measurement taken off', () => {
    const noisy = (trial: number) =>
      rootMeanSquareOf(
        normals(trial, 20).map((x) => 5 * x),
        16,
      );
    expectBetween(misses(noisy, 3), expectedMisses);
  });

  test('of a proportion, at most: the interval is conservative', () => {
    const hits = (trial: number) => normals(trial, 40).filter((x) => x < 0).length;
    expectBetween(
      misses((trial) => proportionOf(hits(trial), 40), 0.5),
      [0, expectedMisses[1]],
    );
  });
});

test('no hits and all hits have one-sided ends', () => {
  const interval = (evidence: Evidence) => (evidence as Evidence & { kind: 'estimate' }).interval(0.02);
  expect(interval(proportionOf(0, 10))[0]).toBe(0);
  expect(interval(proportionOf(0, 10))[1]).toBeCloseTo(1 - 0.01 ** 0.1, 12);
  expect(interval(proportionOf(10, 10))[1]).toBe(1);
});

test('a falling map turns the ends around', () => {
  const evidence = mapped(meanOf([1, 2, 3]), (x) => -Math.log(x));
  const [low, high] = (evidence as Evidence & { kind: 'estimate' }).interval(0.3);
  expect(low).toBeLessThan(-Math.log(2));
  expect(high).toBeGreaterThan(-Math.log(2));
});
