import type { Chart } from '../../report/charts/chart.js';
import { pointerLayer } from '../../report/charts/chart.js';
import type { Curve, CurveSeries } from '../curve.js';
import { mostPoints, thinned } from './thinned.js';

/** Rows of a curve's data set. */
export interface CurveRow {
  readonly series: string;
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** of bars: where they begin and end */
  readonly from?: number;
  readonly to?: number;
}

/** More series than this are drawn alike, without a legend. */
const mostNamed = 8;
/** What is compared with what was measured: a line, however the rest is drawn. */
const comparison = /datasheet|normal|ideal|expected|limit|fit|±/i;

export const chartId = ({ name }: Curve): string => `curve-${name.replace(/[^A-Za-z0-9]+/g, '-')}`;

/** @returns points that have a place on the axes, at most a few thousand a series: of more, the extremes of each stretch */
export function curveRows(curve: Curve): CurveRow[] {
  const hasPlace = (value: number | undefined, isLog: boolean | undefined): boolean =>
    value !== undefined && Number.isFinite(value) && (isLog !== true || value > 0);
  return curve.series.flatMap(({ label, x, y, standardError }) => {
    const rows = Array.from(x, (each, i): CurveRow => {
      const error = standardError?.[i];
      return {
        series: label,
        x: each,
        y: y[i]!,
        ...(curve.mark === 'bars' ? barAt(x, i) : {}),
        ...(error === undefined ? {} : errorBar(y[i]!, error, curve.logY === true)),
      };
    });
    return thinned(rows.filter((row) => hasPlace(row.x, curve.logX) && hasPlace(row.y, curve.logY)));
  });
}

/** As wide as its distance from the next. */
function barAt(x: readonly number[], i: number): { from: number; to: number } {
  const half = x.length < 2 ? 0.5 : Math.abs(x[i === 0 ? 1 : i]! - x[i === 0 ? 0 : i - 1]!) / 2;
  return { from: x[i]! - half, to: x[i]! + half };
}

/** Two standard errors either way; a logarithmic axis has no place for 0: there down to a tenth of the value. */
function errorBar(y: number, error: number, isLog: boolean): { low: number; high: number } {
  const low = y - 2 * error;
  return { low: isLog ? Math.max(low, y / 10) : low, high: y + 2 * error };
}

/** A curve as the page draws it: measured series by its mark, comparisons as lines. */
export function curveChart(curve: Curve): Chart {
  const measured = curve.series.filter(({ label }) => !isComparison(curve, label));
  const compared = curve.series.filter(({ label }) => isComparison(curve, label));
  const isNamed = curve.series.length <= mostNamed;
  const x = {
    field: 'x',
    type: 'quantitative',
    title: curve.xLabel,
    scale: curve.logX === true ? { type: 'log' } : { zero: false, nice: false },
    axis: { format: numberFormat(curve, (each) => each.x), tickCount: 7 },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    title: curve.yLabel,
    scale: curve.logY === true ? { type: 'log' } : { zero: curve.mark === 'bars' },
    axis: { format: numberFormat(curve, (each) => each.y), tickCount: 6 },
  };
  const color =
    curve.series.length > 1 && isNamed
      ? {
          field: 'series',
          type: 'nominal',
          scale: { domain: [...measured, ...compared].map(({ label }) => label) },
        }
      : undefined;
  const detail = isNamed ? undefined : { field: 'series', type: 'nominal' };
  const encoding = { x, y, ...(color && { color }), ...(detail && { detail }) };
  const only = (series: readonly CurveSeries[]): object[] => [
    { filter: { field: 'series', oneOf: series.map(({ label }) => label) } },
  ];
  const hasErrors = measured.some(({ standardError }) => standardError !== undefined);
  const isSilent = !isNamed || measured.length === 0;
  const layers = [
    ...(measured.length === 0
      ? []
      : [{ transform: only(measured), mark: markOf(curve, measured), encoding: withBase(curve, encoding) }]),
    ...(hasErrors
      ? [
          {
            transform: only(measured),
            mark: isDense(measured)
              ? { type: 'rule', strokeWidth: 0.6, opacity: 0.35 }
              : { type: 'rule', strokeWidth: 1.5 },
            encoding: {
              x,
              y: { ...y, field: 'low' },
              y2: { field: 'high' },
              ...(color && { color }),
            },
          },
        ]
      : []),
    ...(compared.length === 0
      ? []
      : [
          {
            transform: only(compared),
            mark: { type: 'line', strokeWidth: 1.5, strokeDash: [5, 3] },
            encoding,
          },
        ]),
    ...(isSilent
      ? []
      : [
          pointerLayer(x, y, [
            { field: 'series', title: 'series' },
            { field: 'x', title: curve.xLabel, format: '.5~g' },
            { field: 'y', title: curve.yLabel, format: '.4~g' },
          ]),
        ]),
  ];
  return {
    id: chartId(curve),
    title: curve.title,
    caption: captionOf(curve, isNamed),
    heightPx: 260,
    spec: {
      description: `${curve.title}: ${curve.yLabel} by ${curve.xLabel}`,
      data: { name: chartId(curve) },
      layer: layers,
    },
  };
}

const isDense = (series: readonly CurveSeries[]): boolean => series.some(({ x }) => x.length > 100);

/** Prefixes where all is small, else plain numbers. */
function numberFormat({ series }: Curve, of: (series: CurveSeries) => readonly number[]): string {
  const largest = series.reduce(
    (most, each) => of(each).reduce((size, value) => Math.max(size, Math.abs(value)), most),
    0,
  );
  return largest < 1e-3 ? '~s' : '.4~g';
}

function isComparison({ mark }: Curve, label: string): boolean {
  return mark !== 'line' ? comparison.test(label) : /±|limit|datasheet/i.test(label);
}

function markOf({ mark, series }: Curve, measured: readonly CurveSeries[]): object {
  const dense = isDense(measured);
  switch (mark) {
    case 'points':
      return { type: 'point', filled: true, size: dense ? 8 : 45, opacity: dense ? 0.6 : 1 };
    case 'bars':
      return { type: 'bar', opacity: 0.75 };
    case 'steps':
      return { type: 'line', interpolate: 'step', strokeWidth: 1.2 };
    case 'line':
      return { type: 'line', strokeWidth: dense ? 1 : 1.6, opacity: series.length > mostNamed ? 0.35 : 1 };
  }
}

/** Bars stand on 0, or where a logarithmic axis begins. */
function withBase(curve: Curve, { x, ...encoding }: Readonly<Record<string, unknown>>): object {
  if (curve.mark !== 'bars') return { x, ...encoding };
  return {
    ...encoding,
    x: { ...(x as object), field: 'from' },
    x2: { field: 'to' },
    y2: { datum: curve.logY === true ? leastOf(curve) : 0 },
  };
}

function leastOf({ series }: Curve): number {
  const positive = series.flatMap(({ y }) => y.filter((value) => value > 0));
  return positive.length === 0 ? 1 : Math.min(...positive) / 2;
}

function captionOf({ series, name }: Curve, isNamed: boolean): string {
  const drawn = isNamed ? '' : `${series.length} series: ${series[0]!.label} to ${series.at(-1)!.label}. `;
  const points = Math.max(0, ...series.map(({ x }) => x.length));
  const thin = points > mostPoints ? `Of ${points} points the extremes of each stretch are drawn. ` : '';
  return `${drawn}${thin}Points in curves/${name}.csv.`;
}
