import { machineFigures, machineText } from '../machine/machine-figures.js';
import { figure } from '../output/figure.js';
import type { Result } from '../output/finish.js';
import { progress } from '../output/progress.js';
import type { Requirement } from '../output/requirement.js';
import { requirementsTable } from '../output/requirements-table.js';
import { textTable } from '../output/text-table.js';
import { costNames, growthOf, type Cost, type Growth } from './growth.js';
import { measurePoint } from './measure-point.js';
import type { Point, ScaledOptimizer } from './point.js';
import { effortFor, widthsFor } from './sizes.js';

const steepest = 1.1;
const mostPerParameter = 1.5;
const threads = 2;

/** The points of one optimizer from small to large, and how its costs grow. */
interface Series {
  readonly optimizer: ScaledOptimizer;
  readonly points: readonly Point[];
  readonly growth: Readonly<Record<Cost, Growth>>;
}

/** Time and memory of a step against N on mnist-mlp: batch 64, empirical Fisher (r = 64), tngd through chips/ideal. */
export async function measureScaling(quick: boolean): Promise<Result> {
  const machine = await machineFigures(threads);
  const series: Series[] = [];
  for (const optimizer of ['tngd', 'ngd-woodbury', 'ngd'] as const) {
    series.push(await measureSeries(optimizer, quick));
  }
  const requirements = series.filter(({ optimizer }) => optimizer === 'tngd').flatMap(requirementsOf);
  const text = [
    machineText(machine),
    '\nmnist-mlp, batch 64, empirical Fisher (r = 64); tngd through chips/ideal; each point in a fresh process\n',
    pointTable(series),
    'memory above idle: peak, and steady (median after a step)\n',
    growthTable(series),
    '',
    requirementsTable(requirements),
  ].join('\n');
  return { document: { machine, series }, text, requirements };
}

async function measureSeries(optimizer: ScaledOptimizer, quick: boolean): Promise<Series> {
  const effort = effortFor(optimizer, quick);
  const points: Point[] = [];
  for (const hidden of widthsFor(optimizer, quick)) {
    progress(`${optimizer}, hidden ${hidden}`);
    points.push(await measurePoint({ optimizer, hidden, effort }));
  }
  const growth = Object.fromEntries(costNames.map((cost) => [cost, growthOf(points, cost)]));
  return { optimizer, points, growth: growth as Record<Cost, Growth> };
}

function requirementsOf({ optimizer, growth }: Series): Requirement[] {
  return (['step time', 'peak memory', 'steady memory'] as const).flatMap((cost): Requirement[] => {
    const { slope, perParameterRatio } = growth[cost];
    return [
      {
        name: `${optimizer}: ${cost} per parameter at 1e6 / at 1e5`,
        value: perParameterRatio ?? NaN,
        relation: '<=',
        limit: mostPerParameter,
      },
      {
        name: `${optimizer}: log-log slope of ${cost}, 1e4 to 1e6`,
        value: slope,
        relation: '<=',
        limit: steepest,
      },
    ];
  });
}

function pointTable(series: readonly Series[]): string {
  const megabytes = (bytes: number): string => figure(bytes / 1e6);
  return textTable(
    [
      'optimizer',
      'N',
      'steps',
      'step ms',
      'ns/N',
      'idle MB',
      'peak MB',
      'peak B/N',
      'steady MB',
      'steady B/N',
    ],
    series.flatMap(({ optimizer, points }) =>
      points.map(({ parameterCount: n, steps, stepMs, idleBytes, peakBytes, steadyBytes }) => [
        optimizer,
        String(n),
        String(steps),
        figure(stepMs),
        figure((1e6 * stepMs) / n),
        megabytes(idleBytes),
        megabytes(peakBytes - idleBytes),
        figure((peakBytes - idleBytes) / n),
        megabytes(steadyBytes - idleBytes),
        figure((steadyBytes - idleBytes) / n),
      ]),
    ),
  );
}

function growthTable(series: readonly Series[]): string {
  return textTable(
    ['log-log slope', 'from N', 'to N', ...costNames],
    series.map(({ optimizer, points, growth }) => [
      optimizer,
      String(points[0]?.parameterCount),
      String(points.at(-1)?.parameterCount),
      ...costNames.map((cost) => figure(growth[cost].slope)),
    ]),
  );
}
