import { changedChip } from '../../chips/changed-chip.js';
import { chipFromText, type ResolvedChip } from '../../chips/resolve-chip.js';
import type { Subject } from '../measure/subject.js';

/** Fields of a chip to change, by path ('chip.adc.resolutionBits'); undefined takes one away. */
export type Changes = Readonly<Record<string, unknown>>;

/** The same chip with some fields changed. @throws ChipSpecError for one that is none */
export function variedChip(chip: ResolvedChip, changes: Changes): ResolvedChip {
  return chipFromText(chip.name, changedChip(chip.text, changes), `${chip.name}, varied`);
}

/** The subject with another chip emulated. */
export function variedSubject(subject: Subject, changes: Changes): Subject {
  return { ...subject, chip: variedChip(subject.chip, changes) };
}
