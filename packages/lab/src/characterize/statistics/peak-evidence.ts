import type { Evidence, Interval } from '../figure.js';
import { normalBound } from './quantiles.js';

/** Values whose errors are known, one by one. */
export interface ValuesWithErrors {
  readonly values: ArrayLike<number>;
  readonly standardErrors: ArrayLike<number>;
  /** What else each may be off by. */
  readonly systematic: number;
}

/**
 * The largest magnitude of several true values: its interval is what simultaneous intervals of all of them leave (the
 * false alarm is shared by the values), so noise does not pass for a peak.
 */
export function peakEvidence({ values, standardErrors, systematic }: ValuesWithErrors): Evidence {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[at]!)) at = i;
  return {
    kind: 'estimate',
    value: Math.abs(values[at]!),
    standardError: standardErrors[at]!,
    interval: (falseAlarm): Interval => {
      const bound = normalBound(falseAlarm / values.length);
      let [low, high] = [0, 0];
      for (let i = 0; i < values.length; i++) {
        const half = bound * standardErrors[i]! + systematic;
        low = Math.max(low, Math.abs(values[i]!) - half);
        high = Math.max(high, Math.abs(values[i]!) + half);
      }
      return [low, high];
    },
  };
}

/** How many of the true values lie at or below a threshold, by simultaneous intervals. */
export function countAtOrBelow(
  { values, standardErrors, systematic }: ValuesWithErrors,
  threshold: number,
): Evidence {
  const count = (shift: (i: number) => number): number => {
    let total = 0;
    for (let i = 0; i < values.length; i++) if (values[i]! + shift(i) <= threshold) total++;
    return total;
  };
  return {
    kind: 'estimate',
    value: count(() => 0),
    standardError: 0,
    interval: (falseAlarm): Interval => {
      const bound = normalBound(falseAlarm / values.length);
      const half = (i: number): number => bound * standardErrors[i]! + systematic;
      return [count(half), count((i) => -half(i))];
    },
  };
}

/** The worst of several quantities, each found for itself; the false alarm is shared by them. */
export function worstOfEvidence(all: readonly Evidence[], worst: 'largest' | 'smallest'): Evidence {
  const found = all.filter((each) => each.kind === 'estimate');
  if (found.length < all.length || found.length === 0) {
    return (
      all.find((each) => each.kind !== 'estimate') ?? {
        kind: 'not-observable',
        reason: 'nothing was measured',
      }
    );
  }
  const pick = worst === 'largest' ? Math.max : Math.min;
  const value = pick(...found.map((each) => each.value));
  const { standardError } = found.find((each) => each.value === value)!;
  return {
    kind: 'estimate',
    value,
    standardError,
    interval: (falseAlarm): Interval => {
      const intervals = found.map((each) => each.interval(falseAlarm / found.length));
      return [pick(...intervals.map(([low]) => low)), pick(...intervals.map(([, high]) => high))];
    },
  };
}
