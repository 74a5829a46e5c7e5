import type { BudgetedStep, KnownOfDevice } from './budgeted-step.js';
import type { StepBudget } from './step-budget-result.js';

/**
 * Where the error of a solution comes from, from what was sent and what came back alone.
 * @throws RangeError for λ = 0, where there is no x* in general
 */
export function stepBudget(_step: BudgetedStep, _known: KnownOfDevice = {}): Promise<StepBudget> {
  return Promise.reject(new Error('not there yet'));
}
