import type { Specified } from '../../figure.js';
import { moments } from '../../statistics/evidence.js';

/** Beyond this many standard deviations of a spread lies no piece in a million: normal tails, with room for skewed ones. */
export const spreadReach = 7;

/**
 * What a figure of drawn converters may be: where some pieces of the datasheet's kind have it, widened to what none of a
 * million exceeds.
 */
export function drawnRange(figures: readonly number[]): Specified & { kind: 'range' } {
  const { mean, variance } = moments(figures);
  const reach = spreadReach * Math.sqrt(variance);
  return { kind: 'range', low: mean - reach, high: mean + reach };
}
