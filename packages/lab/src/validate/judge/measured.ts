import type { Interval } from '../../characterize/figure.js';

/** What was measured of one quantity, in its unit. */
export type Measured =
  /** One value a seed, in the order of the seeds; NaN where a training gave none. */
  | { readonly kind: 'samples'; readonly values: readonly number[] }
  /** One for each converter that was looked at, or one in all; the interval at the confidence asked for. */
  | { readonly kind: 'estimates'; readonly estimates: readonly Estimate[] }
  /** Known without a measurement. */
  | { readonly kind: 'told'; readonly value: number };

export interface Estimate {
  /** Of which converter; absent where it is of all. */
  readonly channel?: number;
  /** Absent where the measurement only bounds it. */
  readonly value?: number;
  readonly interval: Interval;
}
