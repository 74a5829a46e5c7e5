import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { mannerText, usualRunTimeTau, type CarryFigures } from './carry-outcome.js';

const colours = ['#1f5f8b', '#2f9488', '#d9772b'];
/** At which a run that did not end is drawn. */
const mostLoss = 3;
const ticks = [0.1, 0.15, 0.2, 0.3, 0.5, 1, 2];
const noHold = 'no hold';

/** Training loss against carry time as SVG: a mark for each run, a line for each way of training. */
export async function carryFigure({ outcomes, steps }: CarryFigures): Promise<string> {
  const carried = outcomes.filter(({ runTimeTau }) => runTimeTau === usualRunTimeTau);
  const rows = carried.map(({ manner, holds, requestedTau, trainLoss }) => ({
    training: mannerText(manner),
    carryTime: holds ? String(requestedTau) : noHold,
    holds,
    ended: Number.isFinite(trainLoss),
    loss: Math.min(Number.isFinite(trainLoss) ? trainLoss : mostLoss, mostLoss),
  }));
  const carryTimes = [...new Set(rows.map(({ carryTime }) => carryTime))];
  const x = {
    field: 'carryTime',
    type: 'ordinal',
    title: 'carry time under the old problem (τ)',
    sort: carryTimes.filter((time) => time !== noHold).concat(noHold),
    axis: { labelAngle: 0, grid: false, labelPadding: 6 },
    scale: { type: 'point', padding: 0.4 },
  } as const;
  const y = {
    field: 'loss',
    type: 'quantitative',
    title: `training loss after ${steps} steps`,
    scale: { type: 'log', domainMax: mostLoss, nice: false, padding: 8 },
    axis: {
      values: ticks,
      format: '~g',
      domain: false,
      ticks: false,
      gridColor: '#e3e1da',
    },
  } as const;
  const color = {
    field: 'training',
    type: 'nominal',
    title: null,
    sort: null,
    scale: { range: colours },
    legend: { orient: 'top', symbolType: 'stroke', symbolStrokeWidth: 3, labelLimit: 300 },
  } as const;
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 620,
    height: 300,
    background: 'white',
    padding: 12,
    data: { values: rows },
    layer: [
      {
        transform: [{ filter: 'datum.ended && datum.holds' }],
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y: { ...y, aggregate: 'median' }, color },
      },
      {
        transform: [{ filter: 'datum.ended' }],
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: { x, y, color },
      },
      {
        transform: [{ filter: '!datum.ended' }],
        mark: {
          type: 'point',
          shape: 'cross',
          angle: 45,
          size: 120,
          strokeWidth: 2,
          filled: true,
          opacity: 1,
        },
        encoding: { x, y, color },
      },
      {
        transform: [
          { filter: '!datum.ended' },
          { aggregate: [{ op: 'min', field: 'loss', as: 'loss' }], groupby: ['carryTime'] },
        ],
        mark: { type: 'text', dy: 16, color: '#5f6670' },
        encoding: { x, y, text: { value: 'diverged' } },
      },
    ],
    config: {
      font: 'ui-sans-serif, system-ui, sans-serif',
      view: { stroke: null },
      axis: { titleFontWeight: 'normal', labelColor: '#5f6670', titleColor: '#5f6670', titlePadding: 10 },
    },
  };
  return `${await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()}\n`;
}
