import { figure } from '../../output/figure.js';
import { textTable } from '../../output/text-table.js';

/** One run through a chip whose cells carry on for some time under the problem before. */
export interface CarryOutcome {
  readonly seed: number;
  readonly learningRate: number;
  /** Of the chip: whether its cells hold their charge between a run and the next latch. */
  readonly holds: boolean;
  /** In τ: asked for, and what the device tells, median over steps. */
  readonly requestedTau: number;
  readonly realisedTau: number;
  readonly status: string;
  /** Mean over the last 20 mini-batches; NaN where the run did not end. */
  readonly trainLoss: number;
}

export interface CarryFigures {
  readonly steps: number;
  readonly runTimeTau: number;
  readonly outcomes: readonly CarryOutcome[];
}

export function carryText({ steps, runTimeTau, outcomes }: CarryFigures): string {
  const rows = new Map<string, CarryOutcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.learningRate} ${outcome.holds} ${outcome.requestedTau}`;
    rows.set(key, [...(rows.get(key) ?? []), outcome]);
  }
  const seeds = [...new Set(outcomes.map(({ seed }) => seed))];
  return [
    `mnist-cnn, ${steps} steps of batch 64, tngd with start previous and a run time of ${runTimeTau} τ through chips/reference.`,
    'Carry time: how long the cells go on relaxing under the old problem before the new one latches, in its τ; on a chip',
    'whose cells do not hold it is all the time from one run to the next, here with an H100 as host. Training loss: mean of the',
    'last 20 mini-batches.',
    '',
    textTable(
      ['step size', 'cells', 'carry time', ...seeds.map((seed) => `seed ${seed}`)],
      [...rows.values()].map((each) => [
        String(each[0]!.learningRate),
        each[0]!.holds ? 'hold' : 'go on',
        `${figure(each[0]!.realisedTau, 3)} τ`,
        ...each.map(({ status, trainLoss }) => (status === 'done' ? trainLoss.toFixed(4) : status)),
      ]),
    ),
  ].join('\n');
}
