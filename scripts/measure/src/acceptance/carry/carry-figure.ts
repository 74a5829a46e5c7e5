import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { CarryFigures } from './carry-text.js';

/** A loss above this is drawn at the upper edge: the run did not learn, or did not end. */
const mostLoss = 3;
const ticks: number[] = [0, 0.5, 1, 2, 5, 10, 20, 100, 1000];

/** Training loss against carry time as SVG, one line for each step size, a mark for each run. */
export async function carryFigure({ outcomes }: CarryFigures): Promise<string> {
  const values = outcomes.map(({ learningRate, holds, realisedTau, trainLoss }) => ({
    stepSize: `step size ${learningRate}`,
    cells: holds ? 'hold' : 'do not hold',
    carryTime: realisedTau,
    loss: Number.isFinite(trainLoss) ? Math.min(trainLoss, mostLoss) : mostLoss,
  }));
  const x = {
    field: 'carryTime',
    type: 'quantitative',
    title: 'carry time t_d under the old problem (τ)',
    scale: { type: 'symlog', constant: 0.5 },
    axis: { values: ticks, format: '~g', grid: false },
  } as const;
  const y = {
    field: 'loss',
    type: 'quantitative',
    title: 'training loss, last 20 mini-batches',
    scale: { type: 'log' },
  } as const;
  const color = { field: 'stepSize', type: 'nominal', title: null } as const;
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 560,
    height: 300,
    background: 'white',
    data: { values },
    layer: [
      {
        transform: [{ filter: "datum.cells === 'hold'" }],
        mark: { type: 'line' },
        encoding: { x, y: { ...y, aggregate: 'median' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 45 },
        encoding: { x, y, color, shape: { field: 'cells', type: 'nominal', title: 'cells' } },
      },
    ],
  };
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
