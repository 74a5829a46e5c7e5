import type { ChipSpec } from '@thermoloop/spu-emulator';
import type { Finding } from './figure.js';
import { notObservable } from './statistics/evidence.js';

/** Paths of everything that a datasheet says, in its order: 'adc.resolutionBits'. A list is one. */
export function leavesOf(datasheet: ChipSpec): string[] {
  const visit = (value: unknown, path: readonly string[]): string[] => {
    if (value === undefined) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')];
    return Object.entries(value).flatMap(([name, child]) => visit(child, [...path, name]));
  };
  return visit(datasheet, []);
}

/** Whether a finding speaks of a leaf: by its path, or by that of a part of the datasheet around it. */
export function speaksOf({ checks }: Pick<Finding, 'checks'>, leaf: string): boolean {
  return checks.some((check) => leaf === check || leaf.startsWith(`${check}.`));
}

const ofEmulator = 'it says how an emulator of the chip computes; a device has nothing of the kind';

/** Why nothing is measured of a leaf. The first that fits. */
const reasons: readonly (readonly [leaf: RegExp, reason: string])[] = [
  [/^description$/, 'words for people'],
  [/^instanceSeed$/, ofEmulator],
  [/^physics\./, ofEmulator],
  [/^coupling\.enduranceWrites$/, 'to measure it is to wear the device out'],
  [/\.inl\./, 'the whole curve is measured, not what it was made of'],
];
const otherwise = 'there is no measurement of it';

/** What no finding speaks of, each as not observable with the reason: nothing of a datasheet goes by in silence. */
export function silentLeaves(datasheet: ChipSpec, findings: readonly Finding[]): Finding[] {
  return leavesOf(datasheet)
    .filter((leaf) => !findings.some((finding) => speaksOf(finding, leaf)))
    .map((leaf) => ({
      name: leaf,
      title: leaf,
      unit: '',
      checks: [leaf],
      evidence: notObservable(reasons.find(([pattern]) => pattern.test(leaf))?.[1] ?? otherwise),
      method: 'none',
    }));
}

/** Without those that are not observable and whose leaves others do speak of. */
export function withoutOutdone(findings: readonly Finding[]): Finding[] {
  const observed = findings.filter(({ evidence }) => evidence.kind !== 'not-observable');
  return findings.filter(
    ({ evidence, checks }) =>
      evidence.kind !== 'not-observable' ||
      checks.length === 0 ||
      !checks.every((leaf) => observed.some((finding) => speaksOf(finding, leaf))),
  );
}
