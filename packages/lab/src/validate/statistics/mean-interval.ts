import { studentBound } from '../../characterize/statistics/quantiles.js';
import type { Interval } from '../../characterize/figure.js';

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The interval of the mean of a normal population by Student's t, from two values or more: it misses the mean with
 * probability `falseAlarm`. Values that are all the same give that value alone; one value gives nothing.
 */
export function meanInterval(values: readonly number[], falseAlarm: number): Interval | undefined {
  const [first, ...others] = values;
  if (first === undefined || others.length === 0) return undefined;
  if (others.every((value) => value === first)) return [first, first];
  const mean = meanOf(values);
  const freedom = values.length - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const half = studentBound(falseAlarm, freedom) * Math.sqrt(variance / values.length);
  return [mean - half, mean + half];
}
