import { fileURLToPath } from 'node:url';
import { namesOf, readNamedFile, type NamedFile, type NamedFiles } from '../files/named-files.js';

/** Where the chips that come along are, and the machines in a folder beside them. */
export const chipsFolder = fileURLToPath(new URL('../../../../chips', import.meta.url));

/** Requirements for chips stand beside them. */
const chips: NamedFiles = { kind: 'chip', folder: chipsFolder, others: /^requirements/ };

/** Names of the chips that come along. */
export function chipNames(): string[] {
  return namesOf(chips);
}

/** The chip file for a name of `chipNames`, or for a path. @throws InputError where there is none */
export function readChipFile(chip: string): NamedFile {
  return readNamedFile(chips, chip);
}
