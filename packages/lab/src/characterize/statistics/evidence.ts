import type { Evidence, Interval } from '../figure.js';
import { betaQuantile, chiSquareQuantile, studentBound } from './quantiles.js';

/** What else may be wrong by up to this much, whatever the number of samples: half a step of the source, say. */
export interface Systematic {
  readonly halfWidth: number;
}

/** A value with a standard error: Student's interval, or the normal one without degrees of freedom, and beyond it what is systematic. */
export function estimated(
  value: number,
  standardError: number,
  degreesOfFreedom = Infinity,
  systematic: Systematic = { halfWidth: 0 },
): Evidence {
  return {
    kind: 'estimate',
    value,
    standardError,
    interval: (falseAlarm) => {
      const random = standardError === 0 ? 0 : studentBound(falseAlarm, degreesOfFreedom) * standardError;
      const half = random + systematic.halfWidth;
      return [value - half, value + half];
    },
  };
}

/** A value that is told or counted: no interval but itself. */
export function exactly(value: number): Evidence {
  return estimated(value, 0);
}

/** The mean of independent samples. */
export function meanOf(samples: ArrayLike<number>, systematic?: Systematic): Evidence {
  const { mean, variance, count } = moments(samples);
  return estimated(mean, Math.sqrt(variance / count), count - 1, systematic);
}

/**
 * Root mean square spread of independent normal samples about their mean, by χ²; `ofMeasurement` is the variance that
 * measuring adds to each sample (same units, squared), taken off before the root and not below 0.
 */
export function spreadOf(samples: ArrayLike<number>, ofMeasurement = 0): Evidence {
  const { variance, count } = moments(samples);
  return rootOfVariance(variance, count - 1, ofMeasurement);
}

/** Root mean square of independent normal samples about 0, else as spreadOf. */
export function rootMeanSquareOf(samples: ArrayLike<number>, ofMeasurement = 0): Evidence {
  let squares = 0;
  for (let i = 0; i < samples.length; i++) squares += samples[i]! ** 2;
  return rootOfVariance(squares / samples.length, samples.length, ofMeasurement);
}

/** The root of a variance with so many degrees of freedom, less what measuring adds to it: by χ². */
export function rootOfVariance(variance: number, degreesOfFreedom: number, ofMeasurement: number): Evidence {
  const root = (total: number): number => Math.sqrt(Math.max(0, total - ofMeasurement));
  const value = root(variance);
  const varianceError = variance * Math.sqrt(2 / degreesOfFreedom);
  return {
    kind: 'estimate',
    value,
    standardError:
      value > 0 ? varianceError / (2 * Math.max(value, Math.sqrt(varianceError))) : Math.sqrt(varianceError),
    interval: (falseAlarm): Interval => {
      const squares = variance * degreesOfFreedom;
      return [
        root(squares / chiSquareQuantile(falseAlarm / 2, degreesOfFreedom, 'upper')),
        root(squares / chiSquareQuantile(falseAlarm / 2, degreesOfFreedom, 'lower')),
      ];
    },
  };
}

/** The probability behind `hits` of `trials`: Clopper and Pearson's interval. */
export function proportionOf(hits: number, trials: number): Evidence {
  const value = hits / trials;
  return {
    kind: 'estimate',
    value,
    standardError: Math.sqrt((value * (1 - value)) / trials),
    interval: (falseAlarm): Interval => [
      hits === 0 ? 0 : betaQuantile(falseAlarm / 2, hits, trials - hits + 1),
      hits === trials ? 1 : 1 - betaQuantile(falseAlarm / 2, trials - hits, hits + 1),
    ],
  };
}

/** Only that the value lies between two, with certainty. */
export function bounded(low: number, high: number, reason: string): Evidence {
  return { kind: 'bounded', interval: () => [low, high], reason };
}

export function notObservable(reason: string): Evidence {
  return { kind: 'not-observable', reason };
}

/** A size, at least 0, that something systematic may have made larger or smaller by up to `halfWidth`. */
export function widened(evidence: Evidence, { halfWidth }: Systematic): Evidence {
  if (evidence.kind !== 'estimate' || halfWidth === 0) return evidence;
  return {
    ...evidence,
    interval: (falseAlarm): Interval => {
      const [low, high] = evidence.interval(falseAlarm);
      return [Math.max(0, low - halfWidth), high + halfWidth];
    },
  };
}

/** Another quantity that grows or falls with the measured one throughout; the standard error by the slope where it was measured. */
export function mapped(evidence: Evidence, monotonic: (x: number) => number): Evidence {
  if (evidence.kind === 'not-observable') return evidence;
  const interval = (falseAlarm: number): Interval => {
    const [a, b] = evidence.interval(falseAlarm).map(monotonic) as [number, number];
    return a <= b ? [a, b] : [b, a];
  };
  if (evidence.kind === 'bounded') return { ...evidence, interval };
  const { value, standardError } = evidence;
  const change = Math.abs(monotonic(value + standardError) - monotonic(value - standardError)) / 2;
  return {
    kind: 'estimate',
    value: monotonic(value),
    standardError: Number.isFinite(change) ? change : 0,
    interval,
  };
}

export function moments(samples: ArrayLike<number>): {
  readonly mean: number;
  /** unbiased */
  readonly variance: number;
  readonly count: number;
} {
  const count = samples.length;
  if (count < 2) throw new RangeError(`a spread needs at least 2 samples; found ${count}`);
  let mean = 0;
  for (let i = 0; i < count; i++) mean += samples[i]! / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (samples[i]! - mean) ** 2;
  return { mean, variance: squares / (count - 1), count };
}
