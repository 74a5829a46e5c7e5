import type { Corner } from '@thermoloop/bus';
import { ChipSpecError, parseChip, type Chip } from '@thermoloop/spu-emulator';
import type { ChipChanges } from '../settings/chip-changes.js';
import { changedChip } from './changed-chip.js';
import { readChipFile } from './chip-file.js';
import { cornerChip } from './corner-chip.js';

export interface ResolvedChip extends Chip {
  /** The name or path by which it was asked for. */
  readonly name: string;
  /** The YAML that was read, changes included. */
  readonly text: string;
}

/**
 * A chip by name or path, some fields changed. At the corner `worst`, what gives a typical and a worst value has the worst.
 * @throws InputError where there is no such chip, ChipSpecError where it is wrong; a wrong change is told by its flag
 */
export function resolveChip(name: string, changes: ChipChanges, corner: Corner = 'typical'): ResolvedChip {
  const file = readChipFile(name);
  if (corner === 'worst') parseChip(file.text, file.path);
  const text = changedChip(corner === 'worst' ? cornerChip(file.text, corner) : file.text, changes);
  try {
    return chipFromText(name, text, file.path);
  } catch (error) {
    if (error instanceof ChipSpecError) throw byFlag(error, changes);
    throw error;
  }
}

/** A chip as a run directory keeps it. @param name by which it was asked for @throws ChipSpecError */
export function chipFromText(name: string, text: string, path: string): ResolvedChip {
  return { name, text, ...parseChip(text, path) };
}

/** The same error at the `--set` that brought it about, or else without its line: changes move lines. */
function byFlag(error: ChipSpecError, changes: ChipChanges): ChipSpecError {
  if (Object.keys(changes).length === 0) return error;
  const flag = Object.keys(changes).find((path) => isWithin(`chip.${error.path}`, path));
  const { file, path, found, expected, remedy } = error;
  const place =
    flag === undefined
      ? { file, path }
      : {
          file: `--set ${flag}=${String(changes[flag])}`,
          path: path === flag.slice('chip.'.length) ? '' : path,
        };
  return new ChipSpecError({ ...place, found, expected, ...(remedy === undefined ? {} : { remedy }) });
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || other.startsWith(`${path}.`);
}
