import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectSources, specProblems, unwrapSources } from '@thermoloop/bus';
import { machineSchema, type MachineModel } from '@thermoloop/host';
import { parse } from 'yaml';
import { chipsFolder } from '../chips/chip-file.js';
import { InputError } from '../input-error.js';

/** A host machine of chips/machines: what the host's part of virtual time and energy is charged by. */
export interface Machine {
  readonly model: MachineModel;
  readonly description: string;
  /** Where numbers come from, by path. */
  readonly sources: Readonly<Record<string, string>>;
}

/** The machine that a host's work is charged to. @throws InputError where the file is wrong */
export function readMachine(name = 'reference'): Machine {
  const path = join(chipsFolder, 'machines', `${name}.yaml`);
  const raw: unknown = parse(readFileSync(path, 'utf8'));
  const values = unwrapSources(raw);
  const result = machineSchema.safeParse(values);
  if (!result.success) {
    const [problem] = specProblems(result.error, values);
    throw new InputError({
      place: `${path}: ${problem?.path ?? ''}`,
      found: problem?.found ?? 'a file that the schema refuses',
      expected: problem?.expected ?? 'a machine',
    });
  }
  const { description, ...model } = result.data;
  return { model, description, sources: collectSources(raw) };
}
