import { budgetCauses } from '@thermoloop/host';
import { percent } from '@thermoloop/lab';
import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import { median } from '../../statistics/quantiles.js';
import type { BudgetFigures } from './budget-figures.js';

export function budgetText(
  { steps, budgets, planted }: BudgetFigures,
  requirements: readonly Requirement[],
): string {
  const causes = budgetCauses.filter((cause) => budgets.some(({ budget }) => budget.ranking.includes(cause)));
  const wallMs = median(budgets.map((each) => each.wallMs));
  return [
    `mnist-cnn with tngd and its defaults, ${steps} steps. Shares of the squared error ‖x̃ − x*‖², half of each cross term`,
    `with either cause; explained: predicted / measured. A budget took ${figure(wallMs / 1000, 2)} s (median).`,
    '',
    textTable(
      ['chip', 'seed', 'step', 'error', 'explained', ...causes],
      budgets.map(({ chip, seed, step, budget }) => [
        chip,
        String(seed),
        String(step),
        figure(budget.relativeError, 3),
        budget.explained.toFixed(3),
        ...causes.map((cause) => percent(budget.parts.find((part) => part.cause === cause)!.share, 1)),
      ]),
    ),
    '',
    'One fault planted in chips/reference with all else taken far away, random problems of 300 parameters (16 for B = I):',
    '',
    textTable(
      ['planted', 'ranked first', 'share of its own'],
      planted.map(({ fault, first, seeds, own: [least, most] }) => [
        `${fault.cause}: ${fault.how}`,
        `${first} of ${seeds}`,
        `${percent(least, 1)} to ${percent(most, 1)}`,
      ]),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
