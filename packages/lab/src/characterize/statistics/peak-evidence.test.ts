import { RandomStream } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import type { Evidence, Interval } from '../figure.js';
import { countAtOrBelow, peakEvidence, worstOfEvidence } from './peak-evidence.js';
import { estimated } from './evidence.js';

function interval(evidence: Evidence, falseAlarm: number): Interval {
  if (evidence.kind === 'not-observable') throw new Error(evidence.reason);
  return evidence.interval(falseAlarm);
}

test('noise does not pass for a peak: of 300 records of 200 zeros no interval misses 0, and a true peak is found', () => {
  // 300 records at 1e-7: 3e-5 false alarms
  const missed = Array.from({ length: 300 }, (_, record) => {
    const values = new Float64Array(200);
    RandomStream.named(5, 'peaks', record).fillNormal(values);
    const errors = { values, standardErrors: values.map(() => 1), systematic: 0 };
    const bent = { ...errors, values: values.map((value, i) => (i === 77 ? value + 20 : value)) };
    const [low, high] = interval(peakEvidence(bent), 1e-7);
    return interval(peakEvidence(errors), 1e-7)[0] > 0 || low > 20 || high < 20;
  });
  expect(missed.filter(Boolean)).toEqual([]);
});

test('what is systematic widens an interval, and counts are between those of all values low and all high', () => {
  const errors = { values: [0.2, -1, 0.1], standardErrors: [0, 0, 0], systematic: 0.25 };
  expect(interval(peakEvidence(errors), 0.01)).toEqual([0.75, 1.25]);
  expect(interval(countAtOrBelow(errors, -0.9), 0.01)).toEqual([0, 1]);
  expect(interval(countAtOrBelow({ ...errors, systematic: 0.01 }, -0.9), 0.01)).toEqual([1, 1]);
});

test('the worst of several is as well known as the worst', () => {
  const worst = worstOfEvidence([estimated(3, 0), estimated(1, 0), estimated(2, 0)], 'smallest');
  expect(interval(worst, 0.01)).toEqual([1, 1]);
});
