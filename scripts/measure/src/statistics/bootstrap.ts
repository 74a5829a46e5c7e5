import { RandomStream } from '@thermoloop/sim-kernel';
import { quantile } from './quantiles.js';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

const resamples = 2000;

/**
 * The 95 % percentile interval of a statistic over samples that are exchangeable, by resampling them with
 * replacement. Deterministic.
 */
export function bootstrapInterval<T>(
  samples: readonly T[],
  statistic: (resample: readonly T[]) => number,
): Interval {
  const draws = new Float64Array(samples.length);
  const values = Array.from({ length: resamples }, (_, index) => {
    RandomStream.named('bootstrap', index).fillUniform(draws);
    return statistic(Array.from(draws, (u) => samples[Math.floor(u * samples.length)]!));
  });
  return { lower: quantile(values, 0.025), upper: quantile(values, 0.975) };
}
