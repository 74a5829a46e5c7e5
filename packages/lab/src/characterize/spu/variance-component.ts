import type { Evidence, Interval } from '../figure.js';
import { chiSquareQuantile } from '../statistics/quantiles.js';

/** A variance that may come out below 0, as differences of variances do. */
export interface VarianceEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly interval: (falseAlarm: number) => Interval;
}

/** A mean of squares of normal deviates, of so many degrees of freedom. */
export interface MeanSquare {
  readonly value: number;
  readonly freedom: number;
}

/**
 * a·x − b·y. Its interval is the modified large-sample one (Graybill and Wang, J. Am. Stat. Assoc. 75 (1980) 869): what
 * each is uncertain by on the side in question, squared and added.
 */
export function difference(x: VarianceEstimate, y: VarianceEstimate, a = 1, b = 1): VarianceEstimate {
  const value = a * x.value - b * y.value;
  return {
    value,
    standardError: Math.hypot(a * x.standardError, b * y.standardError),
    interval: (falseAlarm) => {
      const [lowX, highX] = x.interval(falseAlarm);
      const [lowY, highY] = y.interval(falseAlarm);
      return [
        value - Math.hypot(a * (x.value - lowX), b * (highY - y.value)),
        value + Math.hypot(a * (highX - x.value), b * (y.value - lowY)),
      ];
    },
  };
}

export function scaled({ value, standardError, interval }: VarianceEstimate, by: number): VarianceEstimate {
  return {
    value: by * value,
    standardError: by * standardError,
    interval: (falseAlarm) => {
      const [low, high] = interval(falseAlarm);
      return [by * low, by * high];
    },
  };
}

/** The same where so much more could not be told from nothing. */
export function unresolved(estimate: VarianceEstimate, by: number): VarianceEstimate {
  return {
    ...estimate,
    interval: (falseAlarm) => {
      const [low, high] = estimate.interval(falseAlarm);
      return [low - by, high + by];
    },
  };
}

/** By χ². */
export function estimateOf({ value, freedom }: MeanSquare): VarianceEstimate {
  return {
    value,
    standardError: value * Math.sqrt(2 / freedom),
    interval: (falseAlarm) => {
      const squares = value * freedom;
      return [
        squares / chiSquareQuantile(falseAlarm / 2, freedom, 'upper'),
        squares / chiSquareQuantile(falseAlarm / 2, freedom, 'lower'),
      ];
    },
  };
}

/**
 * Variance of what two independent measurements of each cell have in common, beside errors that they do not:
 * mean((a + b)²)/4 − mean((a − b)²)/4.
 * @param fromMean about the mean of all cells, else about 0
 */
export function commonVariance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  fromMean: boolean,
): VarianceEstimate {
  const count = a.length;
  const sums = Float64Array.from({ length: count }, (_, i) => (a[i]! + b[i]!) / 2);
  const differences = Float64Array.from({ length: count }, (_, i) => (a[i]! - b[i]!) / 2);
  return difference(estimateOf(meanSquare(sums, fromMean)), estimateOf(meanSquare(differences, false)));
}

function meanSquare(values: Float64Array, fromMean: boolean): MeanSquare {
  const mean = fromMean ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
  const freedom = fromMean ? values.length - 1 : values.length;
  return { value: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom, freedom };
}

/** Its root times a factor, not below 0. */
export function rootOf({ value, standardError, interval }: VarianceEstimate, factor = 1): Evidence {
  const root = (variance: number): number => factor * Math.sqrt(Math.max(0, variance));
  return {
    kind: 'estimate',
    value: root(value),
    standardError: (factor * standardError) / (2 * Math.sqrt(Math.max(value, standardError)) || 1),
    interval: (falseAlarm) => {
      const [low, high] = interval(falseAlarm);
      return [root(low), root(high)];
    },
  };
}

/** Of which two standard errors do not reach 0 it is a value, else no more than a bound. */
export function boundedIfUnseen(variance: VarianceEstimate, reason: string, factor = 1): Evidence {
  const evidence = rootOf(variance, factor);
  if (evidence.kind !== 'estimate' || variance.value > 2 * variance.standardError) return evidence;
  return { kind: 'bounded', interval: evidence.interval, reason };
}
