/**
 * What a part of the error can come from, in the order in which they are put in place of the exact problem one after the
 * other. `device` is what is left: errors inside the device that the host cannot know.
 */
export const budgetCauses = [
  'tiling',
  'gradient-rounding',
  'coupling-rounding',
  'block-rounding',
  'gain-grid',
  'run-time',
  'noise',
  'clipping',
  'adc',
  'device',
] as const;
export type BudgetCause = (typeof budgetCauses)[number];

/** Parts of ‖e‖², the squared norm of the measured error e = x̃ − x*. */
export interface BudgetPart {
  readonly cause: BudgetCause;
  /** What this cause would leave alone: its squared norm (of a random cause, the expected one) / ‖e‖². Never negative. */
  readonly own: number;
  /** Its half of the cross terms with the other causes / ‖e‖². */
  readonly cross: number;
  /** own + cross; the shares of all parts sum to 1. */
  readonly share: number;
}

/** Where the error of one solution comes from. */
export interface StepBudget {
  /** ‖Ax̃ − g‖ / ‖g‖. */
  readonly residual: number;
  /** Of the angle between x̃ and x* = A⁻¹g. */
  readonly cosine: number;
  /** ‖x̃ − x*‖ / ‖x*‖. */
  readonly relativeError: number;
  /** Predicted ‖e‖² / measured ‖e‖²: the sum of all shares but the device's. */
  readonly explained: number;
  /** One for each cause, in the order of `budgetCauses`. */
  readonly parts: readonly BudgetPart[];
  /** Causes by their own parts, the largest first; those without a part are left out. */
  readonly ranking: readonly BudgetCause[];
}
