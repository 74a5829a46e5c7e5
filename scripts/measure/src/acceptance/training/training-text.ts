import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import { baselines } from './baselines.js';
import { bestBaseline, lossRatio, type Outcome, type Pair } from './paired.js';

export function trainingText(
  steps: number,
  byChip: Readonly<Record<string, readonly Pair[]>>,
  requirements: readonly Requirement[],
): string {
  const [pairs = []] = Object.values(byChip);
  return [
    `mnist-cnn, ${steps} steps of batch 64, defaults. Training loss: mean of the last 20 mini-batches. A ratio compares`,
    'runs of one seed, that is, the same initial parameters, mini-batches and cosine schedule: tngd against the',
    'baseline that has the least training loss at that seed.',
    '',
    'Training loss of the baselines',
    baselineTable(pairs),
    ...Object.entries(byChip).map(([chip, each]) => `\ntngd through chips/${chip}\n${chipTable(each)}`),
    '',
    requirementsTable(requirements),
  ].join('\n');
}

function baselineTable(pairs: readonly Pair[]): string {
  return textTable(
    ['seed', ...baselines.map(({ title }) => title)],
    pairs.map(({ seed, baselines: outcomes }) => [
      String(seed),
      ...baselines.map(({ title }) => loss(outcomes[title])),
    ]),
  );
}

function chipTable(pairs: readonly Pair[]): string {
  return textTable(
    ['seed', 'test accuracy', 'training loss', 'best baseline', '', 'ratio'],
    pairs.map((pair) => {
      const best = bestBaseline(pair);
      return [
        String(pair.seed),
        pair.tngd.testAccuracy.toFixed(4),
        loss(pair.tngd),
        best.title,
        best.trainLoss.toFixed(4),
        lossRatio(pair).toFixed(3),
      ];
    }),
  );
}

function loss(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '';
  return outcome.status === 'done' ? outcome.trainLoss.toFixed(4) : outcome.status;
}
