import type { Estimate, Measured } from '../judge/measured.js';
import type { Evidence, Finding } from '../../characterize/figure.js';
import { InputError } from '../../input-error.js';

/**
 * What the findings of a bench say of one figure: one estimate for each converter that was looked at. All intervals
 * together miss with the probability `falseAlarm` at most.
 * @throws InputError that says why, where it cannot be observed on this device
 */
export function estimated(name: string, findings: readonly Finding[], falseAlarm: number): Measured {
  const all = findings.filter((finding) => finding.name === name);
  const ofOne = all.filter(({ channel }) => channel !== undefined);
  const found = ofOne.length > 0 ? ofOne : all;
  const estimates = found.flatMap(({ channel, evidence }) => {
    const estimate = estimateOf(evidence, falseAlarm / found.length);
    return estimate === undefined ? [] : [{ ...(channel === undefined ? {} : { channel }), ...estimate }];
  });
  if (estimates.length > 0) return { kind: 'estimates', estimates };
  const [reason] = found.flatMap(({ evidence }) =>
    evidence.kind === 'not-observable' ? evidence.reason : [],
  );
  throw new InputError({
    place: name,
    found: `not observable on this device${reason === undefined ? '' : `: ${reason}`}`,
    expected: 'something that can be measured on it',
    remedy: 'thermoloop characterize shows what can be measured of a device, and why the rest cannot.',
  });
}

function estimateOf(evidence: Evidence, falseAlarm: number): Omit<Estimate, 'channel'> | undefined {
  switch (evidence.kind) {
    case 'estimate':
      return { value: evidence.value, interval: evidence.interval(falseAlarm) };
    case 'bounded':
      return { interval: evidence.interval(falseAlarm) };
    case 'not-observable':
      return undefined;
  }
}
