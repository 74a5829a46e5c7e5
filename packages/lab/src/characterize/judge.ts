import type { Figure, FigureOutcome, Finding, Interval, Specified, Verdict } from './figure.js';

/** Probability that a run in which everything is as specified shows one figure or more as failed. */
export const familyWiseFalseAlarm = 1e-3;

/**
 * Makes the figures of a run of what was found. The false alarms are shared equally by the figures that can fail
 * (Bonferroni).
 */
export function judge(findings: readonly Finding[], familyWise = familyWiseFalseAlarm): Figure[] {
  const compared = findings.filter(
    ({ specified, evidence }) => specified !== undefined && evidence.kind !== 'not-observable',
  );
  const falseAlarm = familyWise / Math.max(1, compared.length);
  return findings.map((finding) => judgeFinding(finding, falseAlarm));
}

function judgeFinding({ evidence, specified, channel, ...finding }: Finding, falseAlarm: number): Figure {
  const outcome = outcomeOf(evidence, falseAlarm);
  return {
    ...finding,
    channel: channel ?? null,
    specified: specified ?? null,
    outcome,
    verdict: verdictOf(specified, outcome),
  };
}

function outcomeOf(evidence: Finding['evidence'], falseAlarm: number): FigureOutcome {
  switch (evidence.kind) {
    case 'estimate': {
      const { value, standardError, interval } = evidence;
      return { kind: 'measured', value, standardError, interval: interval(falseAlarm) };
    }
    case 'bounded':
      return { kind: 'bounded', interval: evidence.interval(falseAlarm), reason: evidence.reason };
    case 'not-observable':
      return evidence;
  }
}

/**
 * pass: the datasheet's value lies in the interval, or the whole interval keeps the limit; fail: the interval excludes
 * what the datasheet says; open: neither. Bounds alone pass a limit, never a value.
 */
export function verdictOf(specified: Specified | undefined, outcome: FigureOutcome): Verdict {
  if (specified === undefined || outcome.kind === 'not-observable') return 'open';
  const [low, high] = outcome.interval;
  const [least, most] = allowed(specified);
  if (high < least || low > most) return 'fail';
  const isInside = low >= least && high <= most;
  if (specified.kind === 'value' || specified.kind === 'range') {
    return outcome.kind === 'measured' || isInside ? 'pass' : 'open';
  }
  return isInside ? 'pass' : 'open';
}

function allowed(specified: Specified): Interval {
  switch (specified.kind) {
    case 'value':
      return [specified.value, specified.value];
    case 'range':
      return [specified.low, specified.high];
    case 'at-most':
      return [-Infinity, specified.limit];
    case 'at-least':
      return [specified.limit, Infinity];
  }
}
