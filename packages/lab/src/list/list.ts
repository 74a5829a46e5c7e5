import { optimizers, workloads } from '@thermoloop/host';
import { z } from 'zod';
import { resolveChip } from '../chips/resolve-chip.js';
import { chipNames } from '../chips/chip-file.js';
import { describeFailure } from '../failures.js';
import { machineNames, readMachine } from '../machines/machine-file.js';
import { ownSettings } from '../settings/own-settings.js';
import { settingName } from '../settings/setting.js';

export const listKinds = ['chips', 'machines', 'workloads', 'optimizers'] as const;
export type ListKind = (typeof listKinds)[number];

/** The result document of `list`. */
export const listResultSchema = z.strictObject({
  schema: z.literal('thermoloop.list/1'),
  status: z.literal('done'),
  kind: z.enum(listKinds),
  entries: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      /** Settings that the entry proposes, by the names of flags. */
      defaults: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
export type ListResult = z.output<typeof listResultSchema>;
type Entry = ListResult['entries'][number];

const lists: Readonly<Record<ListKind, () => Entry[]>> = {
  chips: () => chipNames().map((name) => fileEntry(name, () => resolveChip(name, {}).spec)),
  machines: () => machineNames().map((name) => fileEntry(name, () => readMachine(name))),
  workloads: () =>
    workloads.map((workload) => ({
      name: workload.name,
      description: workload.description,
      defaults: named({ ...workload.defaults, ...ownSettings(workload, {}, settingName) }),
    })),
  optimizers: () =>
    optimizers.map((optimizer) => {
      const { learningRate, ...others } = optimizer.defaults;
      return {
        name: optimizer.name,
        description: optimizer.description,
        defaults: named({ lr: learningRate, ...others, ...ownSettings(optimizer, {}, settingName) }),
      };
    }),
};

export function list(kind: ListKind): ListResult {
  return { schema: 'thermoloop.list/1', status: 'done', kind, entries: lists[kind]() };
}

/** A chip or a machine; one that cannot be read is listed with the reason. */
function fileEntry(name: string, read: () => { readonly description: string }): Entry {
  try {
    return { name, description: read().description };
  } catch (error) {
    return { name, description: `cannot be used: ${describeFailure(error).message}` };
  }
}

function named(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [settingName(key), value]));
}
