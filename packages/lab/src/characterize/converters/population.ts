import type { Evidence, Finding, Specified } from '../figure.js';
import { estimated, moments, notObservable, spreadOf, widened } from '../statistics/evidence.js';
import { spreadReach } from './datasheet/drawn-range.js';

/** One figure of many converters. */
export interface Population {
  readonly values: readonly number[];
  /** Of measuring each, what all share left out. */
  readonly standardErrors: readonly number[];
  /** Of what all share. */
  readonly commonError: number;
  readonly commonDegreesOfFreedom: number;
  readonly systematic: number;
  /** How many there are in all. */
  readonly count: number;
}

export interface PopulationNames {
  readonly name: string;
  readonly spreadName: string;
  readonly title: string;
  readonly unit: string;
  readonly checks: readonly string[];
  readonly spreadChecks: readonly string[];
  readonly method: string;
}

/** The mean over the converters and their spread. @param specified of the mean and of the rms spread; absent: nothing is */
export function populationFindings(
  population: Population,
  names: PopulationNames,
  specified?: { readonly mean: number; readonly spread: number },
): Finding[] {
  const { values, count } = population;
  const sample =
    values.length < count ? `; ${values.length} of ${count} converters` : `; ${count} converters`;
  const method = names.method + sample;
  const mean: Finding = {
    name: names.name,
    title: names.title,
    unit: names.unit,
    checks: names.checks,
    ...(specified && { specified: meanSpecified(specified, values.length) }),
    evidence: meanEvidence(population),
    method,
  };
  const spread: Finding = {
    name: names.spreadName,
    title: `${names.title}: spread from converter to converter, rms`,
    unit: names.unit,
    checks: names.spreadChecks,
    ...(specified && { specified: { kind: 'value', value: specified.spread } }),
    evidence: spreadEvidence(population),
    method,
  };
  return [mean, spread];
}

function meanSpecified({ mean, spread }: { mean: number; spread: number }, count: number): Specified {
  if (count > 1 || spread === 0) return { kind: 'value', value: mean };
  const reach = spreadReach * spread;
  return { kind: 'range', low: mean - reach, high: mean + reach };
}

function meanEvidence(population: Population): Evidence {
  const { values, standardErrors, commonError, commonDegreesOfFreedom, systematic } = population;
  if (values.length === 1) {
    const error = Math.hypot(standardErrors[0]!, commonError);
    return estimated(values[0]!, error, commonDegreesOfFreedom, { halfWidth: systematic });
  }
  const { mean, variance, count } = moments(values);
  const error = Math.hypot(Math.sqrt(variance / count), commonError);
  return estimated(mean, error, Math.min(count - 1, commonDegreesOfFreedom), { halfWidth: systematic });
}

function spreadEvidence({ values, standardErrors, systematic }: Population): Evidence {
  if (values.length < 2) return notObservable('there is one converter');
  const ofMeasurement = standardErrors.reduce((sum, error) => sum + error * error, 0) / standardErrors.length;
  return widened(spreadOf(values, ofMeasurement), { halfWidth: systematic });
}
