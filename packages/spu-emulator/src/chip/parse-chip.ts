import { readSpec } from '@thermoloop/bus';
import { chipSchema, type ChipSpec } from './chip-schema.js';
import { ChipSpecError } from './chip-spec-error.js';

export interface Chip {
  readonly spec: ChipSpec;
  /** Where numbers come from, by path ('adc.resolutionBits'). */
  readonly sources: Readonly<Record<string, string>>;
  /** The worst values, as they are written, of what gives a typical and a worst one, by path; the spec has the typical ones. */
  readonly worst: Readonly<Record<string, unknown>>;
}

/** Reads a chip spec in YAML. Throws a ChipSpecError that names `fileName`, the line and the path in it, what was found and what was expected. */
export function parseChip(text: string, fileName: string): Chip {
  const read = readSpec(text, chipSchema, 'chip');
  if ('fault' in read) throw new ChipSpecError({ file: fileName, ...read.fault });
  return { spec: read.value, sources: read.sources, worst: read.worst };
}
