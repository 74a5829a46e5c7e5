import type { CharacterizeResult, FigureRecord } from './characterize-result.js';
import type { Figure, Interval, Specified } from './figure.js';

/** A figure as documents have it: what is not finite is null. */
export function recordOf({ specified, outcome, checks, ...figure }: Figure): FigureRecord {
  return {
    ...figure,
    checks: [...checks],
    specified: specified && specifiedRecord(specified),
    outcome: outcomeRecord(outcome),
  };
}

function specifiedRecord(specified: Specified): NonNullable<FigureRecord['specified']> {
  switch (specified.kind) {
    case 'value':
      return { kind: 'value', value: finite(specified.value) };
    case 'range':
      return { kind: 'range', low: finite(specified.low), high: finite(specified.high) };
    case 'at-most':
    case 'at-least':
      return { kind: specified.kind, limit: finite(specified.limit) };
  }
}

function outcomeRecord(outcome: Figure['outcome']): FigureRecord['outcome'] {
  switch (outcome.kind) {
    case 'measured':
      return {
        kind: 'measured',
        value: finite(outcome.value),
        standardError: finite(outcome.standardError),
        interval: ends(outcome.interval),
      };
    case 'bounded':
      return { kind: 'bounded', interval: ends(outcome.interval), reason: outcome.reason };
    case 'not-observable':
      return { kind: 'not-observable', reason: outcome.reason };
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const ends = ([low, high]: Interval): [number | null, number | null] => [finite(low), finite(high)];

export function countsOf(figures: readonly FigureRecord[]): CharacterizeResult['counts'] {
  const kinds = (kind: FigureRecord['outcome']['kind']): number =>
    figures.filter(({ outcome }) => outcome.kind === kind).length;
  const verdicts = (verdict: FigureRecord['verdict']): number =>
    figures.filter((figure) => figure.verdict === verdict).length;
  return {
    figures: figures.length,
    measured: kinds('measured'),
    bounded: kinds('bounded'),
    notObservable: kinds('not-observable'),
    pass: verdicts('pass'),
    fail: verdicts('fail'),
    open: verdicts('open'),
  };
}
