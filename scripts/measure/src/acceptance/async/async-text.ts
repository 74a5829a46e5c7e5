import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { Occupancy } from './occupancy.js';

export interface ModeOutcome {
  readonly mode: string;
  readonly status: string;
  /** Mean over the last 20 mini-batches. */
  readonly trainLoss: number;
  readonly testAccuracy: number;
  /** Updates between evaluation and use, mean over the steps. */
  readonly staleness: number;
  readonly occupancy: Occupancy;
}

export interface AsyncFigures {
  readonly steps: number;
  readonly bySeed: readonly { readonly seed: number; readonly outcomes: readonly ModeOutcome[] }[];
  readonly byBalance: readonly { readonly balance: string; readonly outcomes: readonly ModeOutcome[] }[];
}

export function asyncText(
  { steps, bySeed, byBalance }: AsyncFigures,
  requirements: readonly Requirement[],
): string {
  return [
    `mnist-cnn through chips/reference, ${steps} steps of batch 64, defaults. Training loss: mean of the last 20 mini-batches.`,
    'Runs of one seed have the same initial parameters, mini-batches and schedule; what differs is how many updates old',
    'the parameters are at which a step is evaluated (staleness).',
    '',
    textTable(
      ['seed', 'mode', 'staleness', 'training loss', '/ sync', 'test accuracy', 'virtual time'],
      bySeed.flatMap(({ seed, outcomes }) =>
        outcomes.map((outcome) => [
          String(seed),
          outcome.mode,
          figure(outcome.staleness, 3),
          loss(outcome),
          figure(outcome.trainLoss / outcomes[0]!.trainLoss, 3),
          outcome.testAccuracy.toFixed(4),
          `${figure(1e3 * outcome.occupancy.totalS, 4)} ms`,
        ]),
      ),
    ),
    '',
    'Shares of the virtual time in which host, link and device are at work, and in which the host and one of the others',
    'are at once (at least). The device is at work from the conversion of codes to the last reading.',
    '',
    textTable(
      ['host and link', 'mode', 'a step', '/ sync', 'host', 'link', 'device', 'at once'],
      byBalance.flatMap(({ balance, outcomes }) =>
        outcomes.map(({ mode, occupancy }) => [
          balance,
          mode,
          `${figure((1e3 * occupancy.totalS) / balanceSteps, 4)} ms`,
          figure(occupancy.totalS / outcomes[0]!.occupancy.totalS, 3),
          ...[occupancy.host, occupancy.link, occupancy.device, occupancy.atOnce].map(
            (share) => `${(100 * share).toFixed(1)} %`,
          ),
        ]),
      ),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}

/** Steps of a run that only shows how the time divides. */
export const balanceSteps = 20;

function loss({ status, trainLoss }: ModeOutcome): string {
  return status === 'done' ? trainLoss.toFixed(4) : status;
}
