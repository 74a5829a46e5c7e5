import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import { median } from '../../statistics/quantiles.js';
import { mannerText, usualRunTimeTau, type CarryFigures, type CarryOutcome } from './carry-outcome.js';

export function carryText(figures: CarryFigures, requirements: readonly Requirement[]): string {
  const { steps } = figures;
  return [
    `mnist-cnn, ${steps} steps of batch 64, tngd with start previous and, unless another is named, a run time of ${usualRunTimeTau} τ,`,
    'through chips/reference.',
    'Carry time: how long the cells go on relaxing under the old problem before the new one latches, in its τ; on a chip',
    'whose cells do not hold it is all the virtual time from one run to the next. Training loss: mean of the last 20',
    'mini-batches.',
    '',
    textTable(...carryTable(figures)),
    '',
    requirementsTable(requirements),
  ].join('\n');
}

/** Header and rows: one for each way of training and carry time, with the outcomes of the seeds side by side. */
export function carryTable({ outcomes }: CarryFigures): [string[], string[][]] {
  const seeds = [...new Set(outcomes.map(({ seed }) => seed))];
  const rows = new Map<string, CarryOutcome[]>();
  for (const outcome of outcomes) {
    const key = `${mannerText(outcome.manner)} ${carryTimeText(outcome)}`;
    rows.set(key, [...(rows.get(key) ?? []), outcome]);
  }
  return [
    [
      'training',
      'carry time',
      'as told by the chip',
      ...seeds.map((seed) => `loss, seed ${seed}`),
      ...seeds.map((seed) => `test accuracy, seed ${seed}`),
    ],
    [...rows.values()].map((each) => [
      mannerText(each[0]!.manner),
      carryTimeText(each[0]!),
      `${figure(median(each.map(({ realisedTau }) => realisedTau)), 2)} τ`,
      ...each.map(({ status, trainLoss }) => (status === 'done' ? trainLoss.toFixed(3) : status)),
      ...each.map(({ testAccuracy }) => (Number.isFinite(testAccuracy) ? testAccuracy.toFixed(3) : '–')),
    ]),
  ];
}

function carryTimeText({ holds, requestedTau, runTimeTau }: CarryOutcome): string {
  if (!holds) return 'no hold';
  return runTimeTau === usualRunTimeTau ? `${requestedTau} τ` : `none, run time ${runTimeTau} τ`;
}
