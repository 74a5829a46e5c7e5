import { expect, test } from '@jest/globals';
import { bestBaseline, lossRatio, medianAccuracy, worstRatio, type Pair } from './paired.js';

const outcome = (trainLoss: number, testAccuracy = 0.9) => ({
  status: 'done' as const,
  trainLoss,
  testAccuracy,
});
const pair = (seed: number, tngd: number, ...others: number[]): Pair => ({
  seed,
  tngd: outcome(tngd, 0.9 + seed / 100),
  baselines: Object.fromEntries(others.map((loss, i) => [`b${i}`, outcome(loss)])),
});

test('each seed is compared with its own best baseline', () => {
  const pairs = [pair(1, 0.06, 0.2, 0.1), pair(2, 0.06, 0.12, 0.3)];
  expect(pairs.map(bestBaseline)).toEqual([
    { title: 'b1', trainLoss: 0.1 },
    { title: 'b0', trainLoss: 0.12 },
  ]);
  expect(pairs.map(lossRatio)).toEqual([0.06 / 0.1, 0.06 / 0.12]);
  expect(worstRatio(pairs)).toBe(0.06 / 0.1);
});

test('a baseline that diverged is not the best one, a tngd run that diverged meets nothing', () => {
  expect(bestBaseline(pair(1, 0.06, NaN, 0.2)).trainLoss).toBe(0.2);
  expect(worstRatio([pair(1, 0.06, 0.1), pair(2, NaN, 0.1)])).toBeNaN();
});

test('accuracy is the median over seeds', () => {
  expect(medianAccuracy([pair(3, 1, 1), pair(1, 1, 1), pair(2, 1, 1)])).toBeCloseTo(0.92, 12);
});
