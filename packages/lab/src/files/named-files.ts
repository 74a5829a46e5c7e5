import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nearestName } from '@thermoloop/bus';
import { InputError } from '../input-error.js';

const ending = '.yaml';

/** YAML files of one kind that come along in a folder, each known by its name without the ending. */
export interface NamedFiles {
  /** What one of them is, and the flag that takes one: `chip` and `--chip`. */
  readonly kind: string;
  readonly folder: string;
  /** Names of files of another kind in that folder. */
  readonly others?: RegExp;
}

export interface NamedFile {
  /** The name or the path by which it was asked for. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export function namesOf({ folder, others }: NamedFiles): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .filter((name) => others?.test(name) !== true)
    .sort();
}

/**
 * The file for a name of `namesOf`, or for a path (anything with a slash or an ending).
 * @throws InputError that names the nearest, where there is none
 */
export function readNamedFile(files: NamedFiles, name: string): NamedFile {
  const isPath = /[/\\]|\.ya?ml$/.test(name);
  const path = isPath ? name : join(files.folder, name + ending);
  const isOther = !isPath && files.others?.test(name) === true;
  if (isOther || !existsSync(path) || !statSync(path).isFile()) throw noSuchFile(files, name, isPath);
  return { name, path, text: readFileSync(path, 'utf8') };
}

function noSuchFile(files: NamedFiles, name: string, isPath: boolean): InputError {
  const { kind } = files;
  const names = namesOf(files);
  const near = nearestName(isPath ? name.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '') : name, names);
  return new InputError({
    place: `--${kind} ${name}`,
    found: isPath ? 'no such file' : `no ${kind} of that name`,
    expected: `one of ${names.join(', ')}, or the path of a ${kind} file`,
    ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
  });
}
