import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { nearestName } from '@thermoloop/bus';
import { InputError } from '../input-error.js';

const ending = '.yaml';

/** Where the chips that come along are, and the machines in a folder beside them. */
export const chipsFolder = fileURLToPath(new URL('../../../../chips', import.meta.url));

export interface ChipFile {
  /** The name or the path by which it was asked for. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** Names of the chips that come along. */
export function chipNames(): string[] {
  return readdirSync(chipsFolder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/**
 * The chip file for a name of `chipNames`, or for a path (anything with a slash or an ending).
 * @throws InputError where there is none
 */
export function readChipFile(chip: string): ChipFile {
  const isPath = /[/\\]|\.ya?ml$/.test(chip);
  const path = isPath ? chip : join(chipsFolder, chip + ending);
  if (!existsSync(path) || !statSync(path).isFile()) throw noSuchChip(chip, isPath);
  return { name: chip, path, text: readFileSync(path, 'utf8') };
}

function noSuchChip(chip: string, isPath: boolean): InputError {
  const names = chipNames();
  const near = nearestName(isPath ? chip.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '') : chip, names);
  return new InputError({
    place: `--chip ${chip}`,
    found: isPath ? 'no such file' : 'no chip of that name',
    expected: `one of ${names.join(', ')}, or the path of a chip file`,
    ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
  });
}
