import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { meanInterval, meanOf } from '../statistics/mean-interval.js';
import { findCheapest, type Candidate, type Cheapest } from './find-cheapest.js';

const values = Array.from({ length: 15 }, (_, i) => i + 2);

/** Margins m(value) plus normal noise of a standard deviation of 1, and the test that validation makes of them. */
function planted(margin: (value: number) => number, seed: number, mostSeeds = 12): Promise<Cheapest> {
  return findCheapest({
    values,
    try: (value) => {
      const noise = new Float64Array(mostSeeds);
      RandomStream.named(seed, 'planted', value).fillNormal(noise);
      const candidate: Candidate = {
        judge: (seeds, falseAlarm) => {
          const margins = Array.from(noise.subarray(0, seeds), (each) => margin(value) + each);
          const [low, high] = meanInterval(margins, falseAlarm)!;
          const isMet = meanOf(margins) >= 0;
          const verdict = low >= 0 ? 'met' : high < 0 ? 'not met' : 'undecided';
          return Promise.resolve({ verdict, isMet, closest: 'margin' });
        },
      };
      return Promise.resolve(candidate);
    },
    errorRate: 0.05,
    intervals: 1,
    fewestSeeds: 3,
    mostSeeds,
  });
}

describe('a planted minimum of 7 among 2 to 16', () => {
  // A margin of 1.5 standard deviations at the minimum, −1.5 below it.
  const margin = (value: number): number => 3 * (value - 6.5);

  test('is found with 19 seeds of 20 at least', async () => {
    const found = [];
    for (let seed = 1; seed <= 20; seed++) found.push(await planted(margin, seed));
    expect(
      found.filter(({ cheapest, fails }) => cheapest === 7 && fails === 6).length,
    ).toBeGreaterThanOrEqual(19);
    for (const { trials } of found) expect(trials.length).toBeLessThanOrEqual(5);
  });

  // Of 1000 runs at most 5 % may judge a value wrongly: 86 of them would be 5 standard errors above 50 (p = 3e-7).
  test('is missed, where the test decided, in no more than the stated 5 % of 1000 runs', async () => {
    let wrong = 0;
    for (let seed = 1; seed <= 1000; seed++) {
      const { trials } = await planted(margin, seed);
      if (trials.some(({ value, passes, decided }) => decided && passes !== margin(value) >= 0)) wrong += 1;
    }
    expect(wrong).toBeLessThan(86);
  });

  test('by one lucky seed would be missed often', async () => {
    let missed = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const noise = new Float64Array(1);
      const { cheapest } = await findCheapest({
        values,
        try: (value) => {
          RandomStream.named(seed, 'planted', value).fillNormal(noise);
          const isMet = 0.5 * (value - 6.5) + noise[0]! >= 0;
          const verdict = isMet ? 'met' : 'not met';
          return Promise.resolve({ judge: () => Promise.resolve({ verdict, isMet, closest: null }) });
        },
        errorRate: 0.05,
        intervals: 1,
        fewestSeeds: 1,
        mostSeeds: 1,
      });
      if (cheapest !== 7) missed += 1;
    }
    expect(missed).toBeGreaterThan(30);
  });
});

test('a value at its limit is not decided, and says so', async () => {
  const { trials } = await planted((value) => (value > 9 ? 30 : value < 9 ? -30 : 0), 1);
  expect(trials.filter(({ decided }) => !decided).map(({ value, seeds }) => [value, seeds])).toEqual([
    [9, 12],
  ]);
});

test('where all pass the cheapest is the first; where none passes there is none', async () => {
  expect(await planted(() => 30, 1)).toMatchObject({ cheapest: 2, fails: undefined });
  const none = await planted(() => -30, 1);
  expect(none).toMatchObject({ cheapest: undefined, fails: undefined });
  expect(none.trials).toHaveLength(1);
});

test('what cannot be tried does not pass', async () => {
  const passing: Candidate = {
    judge: () => Promise.resolve({ verdict: 'met', isMet: true, closest: null }),
  };
  const { cheapest, trials } = await findCheapest({
    values,
    try: (value) => Promise.resolve(value < 11 ? { reason: 'no such chip' } : passing),
    errorRate: 0.05,
    intervals: 1,
    fewestSeeds: 3,
    mostSeeds: 8,
  });
  expect(cheapest).toBe(11);
  expect(trials.filter(({ reason }) => reason === 'no such chip').length).toBeGreaterThan(0);
});
