import { budgetCauses, type BudgetCause } from '@thermoloop/host';
import type { Step } from './step-schema.js';

/** The budgets of a run's steps together: means over the steps that have one. */
export interface MeanBudget {
  /** How many steps have one. */
  readonly steps: number;
  /** ‖x̃ − x*‖ / ‖x*‖. */
  readonly relativeError: number;
  /** Predicted / measured squared error. */
  readonly explained: number;
  /** Parts of the squared error, the one that is largest for itself first; causes without a part are left out. */
  readonly parts: readonly { readonly cause: BudgetCause; readonly own: number; readonly share: number }[];
}

/** Undefined where no step has a budget whose figures are finite. */
export function meanBudget(steps: readonly Step[]): MeanBudget | undefined {
  const budgets = steps.flatMap(({ budget }) =>
    budget === undefined || budget.explained === null ? [] : [budget],
  );
  if (budgets.length === 0) return undefined;
  const mean = (value: (budget: (typeof budgets)[number]) => number | null | undefined): number =>
    budgets.reduce((sum, budget) => sum + (value(budget) ?? 0), 0) / budgets.length;
  const parts = budgetCauses.map((cause) => {
    const partIn = (budget: (typeof budgets)[number]) => budget.parts.find((part) => part.cause === cause);
    return {
      cause,
      own: mean((budget) => partIn(budget)?.own),
      share: mean((budget) => partIn(budget)?.share),
    };
  });
  return {
    steps: budgets.length,
    relativeError: mean(({ relativeError }) => relativeError),
    explained: mean(({ explained }) => explained),
    parts: parts.filter(({ own }) => own > 0).sort((a, b) => b.own - a.own),
  };
}

/** What a cause is, in words. */
export const causeTitles: Readonly<Record<BudgetCause, string>> = {
  tiling: 'tiling',
  'gradient-rounding': 'rounding of g',
  'coupling-rounding': 'rounding of B',
  'block-rounding': 'rounding of S',
  'gain-grid': 'gain grid',
  'run-time': 'finite run time',
  noise: 'noise',
  clipping: 'clipping',
  adc: 'ADC',
  device: 'the device itself',
};
