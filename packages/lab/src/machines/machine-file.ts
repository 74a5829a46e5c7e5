import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectSources, fields, quantity, specProblems, unwrapSources } from '@thermoloop/bus';
import type { MachineModel } from '@thermoloop/host';
import { parse } from 'yaml';
import { z } from 'zod';
import { chipsFolder } from '../chips/chip-file.js';
import { InputError } from '../input-error.js';

/** A host as people write it in chips/machines/*.yaml: what its part of virtual time and energy is charged by. */
export const machineSchema = fields({
  name: z.string().min(1),
  description: z.string(),
  flopRateHz: quantity('Hz', { above: 0 }).describe('sustained floating-point operations a second'),
  memoryBandwidthBytePerS: quantity('B/s', { above: 0 }),
  startTimeS: quantity('s').describe('to start one compiled program'),
  powerW: quantity('W').describe('drawn while the host computes'),
}).describe('a host machine');

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
