import { expect, test } from '@jest/globals';
import type { FigureRecord } from './characterize-result.js';
import { foundText, nameText, reasonText, specifiedText } from './figure-text.js';

const figure = (change: Partial<FigureRecord>): FigureRecord => ({
  name: 'cell.timeConstant',
  title: 'τ',
  unit: 's',
  channel: null,
  checks: [],
  specified: null,
  outcome: { kind: 'not-observable', reason: 'why' },
  verdict: 'open',
  method: 'how',
  ...change,
});
const measured = (value: number, low: number | null, high: number | null): FigureRecord['outcome'] => ({
  kind: 'measured',
  value,
  standardError: 0,
  interval: [low, high],
});
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test.each<[string, FigureRecord['outcome'], string]>([
  ['s', measured(1.00005e-6, 0.99963e-6, 1.00046e-6), '1.00005 µs (0.99963 … 1.00046)'],
  ['s', measured(1e-6, 1e-6, 1e-6), '1 µs'],
  ['V²', measured(4.146e-12, 4.089e-12, 4.204e-12), '4.146e−12 V² (4.089e−12 … 4.204e−12)'],
  ['LSB', measured(3e-17, -0.02, 0.02), '0 LSB (−0.02 … 0.02)'],
  ['%', measured(-0.2, -0.7, 0.3), '−0.2 % (−0.7 … 0.3)'],
  ['yes/no', measured(1, 1, 1), 'yes'],
  ['', measured(32768, 32768, 32768), '32768'],
  ['V', { kind: 'bounded', interval: [0.9995, null], reason: 'why' }, 'above 1 V'],
  ['%', { kind: 'bounded', interval: [0, 0.1412], reason: 'why' }, 'below 0.141 %'],
  ['bit/s', measured(5e10, 4.9999e10, 5.0001e10), '50 Gbit/s (49.999 … 50.001)'],
])('%s: %j is %s', (unit, outcome, text) => {
  expect(plain(foundText(figure({ unit, outcome })))).toBe(text);
});

test.each([
  [{ kind: 'value', value: 1e-6 } as const, '1 µs'],
  [{ kind: 'range', low: 1e-6, high: 2e-6 } as const, '1 … 2 µs'],
  [{ kind: 'at-most', limit: 2e-6 } as const, '≤ 2 µs'],
  [null, '–'],
])('specified %j is %s', (specified, text) => {
  expect(plain(specifiedText(figure({ specified })))).toBe(text);
});

test('a figure of a converter names it, and one that is not observable says why', () => {
  expect(nameText(figure({ channel: 3 }))).toBe('cell.timeConstant [3]');
  expect(foundText(figure({}))).toBe('not observable on this device');
  expect(reasonText(figure({}))).toBe('why');
  expect(reasonText(figure({ outcome: measured(1, 0, 2) }))).toBe('how');
});
