import type { Quantity } from './quantity.js';
import { budgetCauses, type BudgetCause, type StepBudget } from '@thermoloop/host';

/** A figure of the budget of a step. */
export interface BudgetQuantity extends Quantity {
  of(budget: StepBudget): number;
}

const fromBudget = (name: string, title: string, of: BudgetQuantity['of']): BudgetQuantity => ({
  name,
  title,
  unit: '',
  measuredBy: 'budget',
  of,
});

/** 'gradient-rounding' as a requirement can write it: gradientRounding. */
export function causeName(cause: BudgetCause): string {
  return cause.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export const budgetQuantities: readonly BudgetQuantity[] = [
  fromBudget(
    'solution.error',
    'distance to the exact natural gradient / its norm',
    (budget) => budget.relativeError,
  ),
  fromBudget('solution.cosine', 'cosine to the exact natural gradient', ({ cosine }) => cosine),
  fromBudget('solution.residual', '‖Ax − g‖ / ‖g‖', ({ residual }) => residual),
  ...budgetCauses.map((cause) =>
    fromBudget(
      `solution.share.${causeName(cause)}`,
      `part of the squared error: ${cause}`,
      ({ parts }) => parts.find((part) => part.cause === cause)?.share ?? 0,
    ),
  ),
];
