import { optimizers } from '@thermoloop/host';
import type { FlagTexts } from '@thermoloop/lab';
import { figure } from '../output/figure.js';
import { progress } from '../output/progress.js';
import { textTable } from '../output/text-table.js';
import type { Spread } from '../statistics/quantiles.js';
import { MeasuredRun } from './measured-run.js';
import { summariseStages, type StageSummary } from './stage-summary.js';
import { stepStages } from './stage-times.js';

/** One optimizer's steps on one workload. */
export interface OptimizerTiming extends StageSummary {
  readonly optimizer: string;
  readonly workload: string;
  readonly parameterCount: number;
  readonly chip: string | undefined;
}

interface Effort {
  readonly steps: number;
  readonly warmUp: number;
}

/** Some seconds each. */
const denseEffort: Effort = { steps: 3, warmUp: 1 };
const otherEffort: Effort = { steps: 40, warmUp: 5 };
/** N = 3190: a dense step on mnist-cnn would take half a minute. */
const denseWorkload: FlagTexts = { workload: 'mnist-mlp', hidden: '4' };

/** Times the steps of every optimizer that there is, on mnist-cnn with batches of 64; dense ones on less. */
export async function timeOptimizers(): Promise<OptimizerTiming[]> {
  const timings: OptimizerTiming[] = [];
  for (const { name } of optimizers) {
    const isDense = name === 'ngd';
    const workload = isDense ? denseWorkload : { workload: 'mnist-cnn' };
    timings.push(await timeOptimizer(name, workload, isDense ? denseEffort : otherEffort));
  }
  return timings;
}

async function timeOptimizer(
  optimizer: string,
  workload: FlagTexts,
  { steps, warmUp }: Effort,
): Promise<OptimizerTiming> {
  progress(`${optimizer}: ${steps} steps`);
  const run = await MeasuredRun.open({ ...workload, optimizer });
  try {
    await run.steps(warmUp);
    const summary = summariseStages(await run.steps(steps));
    const { config } = run.plan;
    const { parameterCount } = run.preparation;
    return { optimizer, workload: config.workload, parameterCount, chip: config.chip, ...summary };
  } finally {
    await run.close();
  }
}

/** A column an optimizer, a row a stage. */
export function optimizerText(timings: readonly OptimizerTiming[]): string {
  const used = stepStages.filter((stage) => timings.some(({ stageMs }) => stageMs[stage].upper >= leastMs));
  const row = (title: string, of: (timing: OptimizerTiming) => string): string[] => [
    title,
    ...timings.map(of),
  ];
  return textTable(
    row('', ({ optimizer }) => optimizer),
    [
      row('workload', ({ workload }) => workload),
      row('N', ({ parameterCount }) => String(parameterCount)),
      row('steps', ({ steps }) => String(steps)),
      ...used.map((stage) => row(stage, ({ stageMs }) => spread(stageMs[stage]))),
      row('whole step', ({ totalMs }) => spread(totalMs)),
    ],
  ).concat('\nmilliseconds: median (quartiles)');
}

const leastMs = 0.005;

function spread({ lower, median, upper }: Spread): string {
  return upper < leastMs ? '·' : `${figure(median)} (${figure(lower)}–${figure(upper)})`;
}
