import { expect, test } from '@jest/globals';
import type { Evidence, Finding, Specified } from './figure.js';
import { judge } from './judge.js';
import { bounded, estimated, notObservable } from './statistics/evidence.js';
import { normalBound } from './statistics/quantiles.js';

const finding = (evidence: Evidence, specified?: Specified): Finding => ({
  name: 'x',
  title: 'x',
  unit: '',
  checks: [],
  ...(specified && { specified }),
  evidence,
  method: '',
});
const verdict = (evidence: Evidence, specified?: Specified) =>
  judge([finding(evidence, specified)])[0]!.verdict;
const value = (x: number): Specified => ({ kind: 'value', value: x });

test('a value passes where the interval holds it and fails where it does not', () => {
  // normal quantile of 1e-3 two-sided: 3.29
  expect([verdict(estimated(1, 0.1), value(1.32)), verdict(estimated(1, 0.1), value(1.34))]).toEqual([
    'pass',
    'fail',
  ]);
});

test('a limit passes where the whole interval keeps it, fails where none of it does, and is open between', () => {
  const limits = [2, 1.1, 0.6].map((limit) => verdict(estimated(1, 0.1), { kind: 'at-most', limit }));
  expect(limits).toEqual(['pass', 'open', 'fail']);
  const least = [0.5, 1, 1.5].map((limit) => verdict(estimated(1, 0.1), { kind: 'at-least', limit }));
  expect(least).toEqual(['pass', 'open', 'fail']);
});

test('bounds never pass a value, but fail one that they exclude', () => {
  const between = bounded(0, 0.5, 'too little to see');
  expect([verdict(between, value(0)), verdict(between, value(0.6))]).toEqual(['open', 'fail']);
  expect(verdict(between, { kind: 'at-most', limit: 1 })).toBe('pass');
});

test('what is not observable or not specified is open, never a pass', () => {
  expect([verdict(notObservable('no loopback'), value(0)), verdict(estimated(0, 0))]).toEqual([
    'open',
    'open',
  ]);
});

test('false alarms are shared by the figures that can fail', () => {
  const figures = judge([
    finding(estimated(0, 1), value(0)),
    finding(estimated(0, 1), value(0)),
    finding(estimated(0, 1)),
    finding(notObservable('no'), value(0)),
  ]);
  const { outcome } = figures[0]!;
  expect(outcome.kind === 'measured' && outcome.interval[1]).toBeCloseTo(normalBound(5e-4), 12);
});
