import type { FigureRecord } from './characterize-result.js';
import type { Curve } from './curve.js';

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const lines = (rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\n`).join('');

/** A figure a line. */
export function figuresCsv(figures: readonly FigureRecord[]): string {
  const heading = [
    'name',
    'channel',
    'title',
    'unit',
    'specified',
    'specified_low',
    'specified_high',
    'kind',
    'value',
    'standard_error',
    'low',
    'high',
    'verdict',
    'reason',
    'method',
  ];
  return lines([
    heading,
    ...figures.map(({ name, channel, title, unit, specified, outcome, verdict, method }) => {
      const [low, high] = outcome.kind === 'not-observable' ? [null, null] : outcome.interval;
      return [
        name,
        channel,
        title,
        unit,
        specified?.kind === 'value' ? specified.value : null,
        specified?.kind === 'range' ? specified.low : specified?.kind === 'at-least' ? specified.limit : null,
        specified?.kind === 'range' ? specified.high : specified?.kind === 'at-most' ? specified.limit : null,
        outcome.kind,
        outcome.kind === 'measured' ? outcome.value : null,
        outcome.kind === 'measured' ? outcome.standardError : null,
        low,
        high,
        verdict,
        outcome.kind === 'measured' ? null : outcome.reason,
        method,
      ];
    }),
  ]);
}

/** The points of a curve: series, x, y, and the standard error of y where it is known. */
export function curveCsv({ series }: Curve): string {
  return lines([
    ['series', 'x', 'y', 'standard_error'],
    ...series.flatMap(({ label, x, y, standardError }) =>
      x.map((each, i) => [label, each, y[i]!, standardError?.[i]]),
    ),
  ]);
}
