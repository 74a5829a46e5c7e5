import type { PlantedFault } from './planted-fault.js';
import type { TrainingBudget } from './training-budgets.js';

/** How often a planted fault was found. */
export interface PlantedOutcome {
  readonly fault: PlantedFault;
  readonly seeds: number;
  /** Seeds at which it ranked first. */
  readonly first: number;
  /** Smallest and largest part of the squared error that it was given, over the seeds. */
  readonly own: readonly [least: number, most: number];
}

export interface BudgetFigures {
  readonly steps: number;
  readonly budgets: readonly TrainingBudget[];
  readonly planted: readonly PlantedOutcome[];
}
