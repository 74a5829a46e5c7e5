import { join } from 'node:path';
import { collectSources, specProblems, unwrapSources } from '@thermoloop/bus';
import { machineSchema, type MachineModel } from '@thermoloop/host';
import { parseDocument } from 'yaml';
import { chipsFolder } from '../chips/chip-file.js';
import { namesOf, readNamedFile, type NamedFiles } from '../files/named-files.js';
import { InputError } from '../input-error.js';

/** A host machine of chips/machines: what the host's part of virtual time and energy is charged by. */
export interface Machine {
  readonly model: MachineModel;
  readonly description: string;
  /** Where numbers come from, by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** The YAML that was read. */
  readonly text: string;
}

const machines: NamedFiles = { kind: 'machine', folder: join(chipsFolder, 'machines') };

/** Names of the machines that come along. */
export function machineNames(): string[] {
  return namesOf(machines);
}

/** The machine that a host's work is charged to, by name or path. @throws InputError where there is none, or it is wrong */
export function readMachine(name: string): Machine {
  const { path, text } = readNamedFile(machines, name);
  return parseMachine(text, path);
}

/** @param path where the text stood, for the error */
export function parseMachine(text: string, path: string): Machine {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    const found = `text that is no YAML (${problem.message.split(/ at line|\n/)[0]!})`;
    throw new InputError({ place: path, found, expected: 'a machine' });
  }
  const raw: unknown = document.toJS();
  const values = unwrapSources(raw);
  const result = machineSchema.safeParse(values);
  if (!result.success) {
    const [first] = specProblems(result.error, values);
    throw new InputError({
      place: first === undefined || first.path === '' ? path : `${path}: ${first.path}`,
      found: first?.found ?? 'a file that the schema refuses',
      expected: first?.expected ?? 'a machine',
    });
  }
  const { description, ...model } = result.data;
  return { model, description, sources: collectSources(raw), text };
}
