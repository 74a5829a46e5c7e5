import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Evidence } from '../figure.js';
import { estimated, moments, notObservable } from '../statistics/evidence.js';

/** Of fewer cells a spread says nothing. */
export const leastForSpread = 32;

/**
 * The mean over cells of relative values about 1. Of many cells the scatter gives the standard error, but not less than the
 * error of measuring; of few cells that error, and the spread that the datasheet allows.
 * @param measuringVariance of one cell's value
 */
export function meanOverCells(
  values: Float64Array,
  {
    measuringVariance,
    allowedSpread,
    systematic,
  }: { readonly measuringVariance: number; readonly allowedSpread: number; readonly systematic: number },
): Evidence {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const scatter =
    count >= leastForSpread ? moments(values).variance : measuringVariance + (allowedSpread * mean) ** 2;
  const standardError = Math.sqrt(Math.max(scatter, measuringVariance) / count);
  return estimated(mean, standardError, Math.max(30, count - 1), { halfWidth: systematic });
}

export function tooFew(count: number, noun: string, least = leastForSpread): Evidence {
  return notObservable(`too few ${noun} for a spread: ${count}, and ${least} are needed`);
}

/**
 * What the integrator of an emulator that steps in time adds to the rate and to the variance of a mode of rate 1,
 * relative, to first order in what is left: euler-maruyama h/2 and h/2, stochastic-heun h²/6 and h²/4.
 */
export function steppingError({ physics }: Pick<ChipSpec, 'physics'>): { rate: number; variance: number } {
  if (physics.level !== 'sde') return { rate: 0, variance: 0 };
  const { stepTau, integrator } = physics;
  const [rate, variance] =
    integrator === 'euler-maruyama' ? [stepTau / 2, stepTau / 2] : [stepTau ** 2 / 6, stepTau ** 2 / 4];
  // terms of higher order
  return { rate: rate * (1 + 2 * stepTau), variance: variance * (1 + 2 * stepTau) };
}
