/** What one child process measures: an optimizer on mnist-mlp of one width. */
export interface PointOrder {
  readonly optimizer: ScaledOptimizer;
  /** Width of the hidden layer; N = 795·hidden + 10. */
  readonly hidden: number;
  readonly effort: Effort;
}

/** How many steps are taken: none after `mostSeconds` beyond the fewest. */
export interface Effort {
  readonly warmUpSteps: number;
  readonly fewestSteps: number;
  readonly mostSteps: number;
  readonly mostSeconds: number;
}

export type ScaledOptimizer = 'tngd' | 'ngd-woodbury' | 'ngd';

export interface Point {
  readonly parameterCount: number;
  readonly steps: number;
  /** Median. */
  readonly stepMs: number;
  /** Resident once data, engine and device are there, before the first step. */
  readonly idleBytes: number;
  /** Resident after a step, median. */
  readonly steadyBytes: number;
  /** The most that was ever resident. */
  readonly peakBytes: number;
}
