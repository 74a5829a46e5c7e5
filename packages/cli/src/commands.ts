import type { CommandModule } from './command.js';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'train',
    summary: 'train a network through the emulated SPU, or by a digital optimizer',
    load: () => import('./commands/train.js'),
  },
  {
    name: 'emulate',
    summary: 'serve an emulated chip at a URL, as a chip would be served',
    load: () => import('./commands/emulate.js'),
  },
  {
    name: 'solve',
    summary: 'solve a linear system by the relaxation of a device',
    load: () => import('./commands/solve.js'),
  },
  {
    name: 'characterize',
    summary: 'measure a device through the protocol beside its datasheet',
    load: () => import('./commands/characterize.js'),
  },
  {
    name: 'validate',
    summary: 'judge a chip by requirements, with margin and confidence',
    load: () => import('./commands/validate.js'),
  },
  {
    name: 'report',
    summary: 'write the HTML report of a run directory again',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'list',
    summary: 'list chips, machines, workloads or optimizers',
    load: () => import('./commands/list.js'),
  },
  {
    name: 'doctor',
    summary: 'check what this machine has to offer, with remedies',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of a file or document',
    load: () => import('./commands/schema.js'),
  },
];
