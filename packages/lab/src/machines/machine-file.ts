import { join } from 'node:path';
import { readSpec } from '@thermoloop/bus';
import { machineSchema, type MachineModel } from '@thermoloop/host';
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
  const read = readSpec(text, machineSchema, 'machine');
  if ('fault' in read) {
    const { fault } = read;
    const place = `${path}:${fault.line}`;
    throw new InputError({ ...fault, place: fault.path === '' ? place : `${place}: ${fault.path}` });
  }
  const { description, ...model } = read.value;
  return { model, description, sources: read.sources, text };
}
