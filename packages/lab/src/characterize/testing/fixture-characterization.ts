import type { CharacterizeResult, FigureRecord } from '../characterize-result.js';
import type { Curve } from '../curve.js';
import { countsOf } from '../figure-record.js';
import type { PageContent } from '../page/build-page.js';

const figure = (name: string, change: Partial<FigureRecord>): FigureRecord => ({
  name,
  title: `title of ${name} <b>`,
  unit: 'LSB',
  channel: null,
  checks: [name],
  specified: { kind: 'value', value: 0 },
  outcome: { kind: 'measured', value: 0.01, standardError: 0.01, interval: [-0.05, 0.07] },
  verdict: 'pass',
  method: 'made up for this fixture <b>',
  ...change,
});

const waves = (count: number, height: number): { x: number[]; y: number[] } => ({
  x: Array.from({ length: count }, (_, i) => i + 1),
  y: Array.from({ length: count }, (_, i) => height * Math.sin(i / 7)),
});

const curve = (
  name: string,
  mark: Curve['mark'],
  series: Curve['series'],
  change: Partial<Curve> = {},
): Curve => ({
  name,
  title: `Curve ${name}`,
  xLabel: 'x',
  yLabel: 'y',
  mark,
  series,
  ...change,
});

/** Made-up curves of every kind: lines of many points, points with errors, bars beside a line, logarithms, many series. */
export const fixtureCurves: readonly Curve[] = [
  curve('adc.inl', 'line', [
    { label: 'converter 0', ...waves(5000, 0.4) },
    { label: '±½ LSB', x: [1, 5000], y: [0.5, 0.5] },
  ]),
  curve('dac.offsets', 'points', [
    { label: 'measured', ...waves(40, 2), standardError: new Array<number>(40).fill(0.2) },
    { label: 'datasheet', x: [1, 40], y: [0, 0] },
  ]),
  curve('cell.noise', 'bars', [
    { label: 'measured', x: [-1, 0, 1], y: [0.2, 0.5, 0.3] },
    { label: 'normal distribution', x: [-1, 0, 1], y: [0.25, 0.5, 0.25] },
  ]),
  curve(
    'dac.settling',
    'points',
    [{ label: 'measured', x: [1e-8, 1e-7, 1e-6], y: [1, 0.1, 0], standardError: [0.01, 0.2, 0.1] }],
    { logX: true, logY: true },
  ),
  curve(
    'cell.many',
    'steps',
    Array.from({ length: 20 }, (_, k) => ({ label: `cell ${k}`, ...waves(30, k) })),
  ),
];

/** A characterization that never was. @param failed whether a figure fails */
export function fixtureCharacterization(failed = true): PageContent {
  const figures: FigureRecord[] = [
    figure('adc.inl', failed ? { verdict: 'fail', channel: 3 } : {}),
    figure('dac.offset', {}),
    figure('cell.timeConstant', { unit: 's', specified: { kind: 'range', low: 1e-6, high: 2e-6 } }),
    figure('coupling.mismatch', {
      verdict: 'open',
      outcome: { kind: 'bounded', interval: [0, null], reason: 'no spread was seen' },
    }),
    figure('link.latency', {
      verdict: 'open',
      specified: null,
      outcome: { kind: 'not-observable', reason: 'the device has no clock' },
    }),
    figure('array.cells', { unit: '' }),
  ];
  const result: CharacterizeResult = {
    schema: 'thermoloop.characterize/1',
    status: 'done',
    seed: 1,
    datasheet: 'fixture',
    device: 'tcp://127.0.0.1:7001',
    told: { vendor: 'maker', chip: 'fixture', firmware: '1.2' },
    cells: { measured: 1024, of: 32768 },
    familyWiseFalseAlarm: 1e-3,
    counts: countsOf(figures),
    figures,
    calibration: {
      file: 'tables.yaml',
      before: [figure('adc.gainErrorWorst', { specified: null, verdict: 'open' })],
      after: [figure('adc.gainErrorWorst', { specified: null, verdict: 'open' })],
    },
    runDirectory: 'runs/fixture',
    virtualTimeS: 1,
    wallTimeS: 2,
  };
  return {
    result,
    curves: fixtureCurves,
    command: ['thermoloop', 'characterize', 'fixture'],
    wallStarted: '2026-01-01T00:00:00.000Z',
  };
}
