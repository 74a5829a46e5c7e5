import { workloads } from '@thermoloop/host';
import { list } from '../list/list.js';
import { experimentDefaults } from './resolve-train-config.js';
import { settingName } from './setting.js';

/** Which settings are the default of what, for `--help`. */
export function defaultsHelp(): string {
  const { set: _, ...common } = experimentDefaults;
  const lines = [
    ['always', text(named(common))],
    ...(['workloads', 'optimizers'] as const).flatMap((kind) =>
      list(kind).entries.map(({ name, defaults }) => [name, text(defaults ?? {})]),
    ),
    ...workloads.flatMap((workload) =>
      Object.entries(workload.tuning).map(([optimizer, { learningRate, ...others }]) => [
        `${workload.name}, ${optimizer}`,
        text({ lr: learningRate, ...named(others) }),
      ]),
    ),
  ] as [string, string][];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    'Defaults (a flag goes over --config, --config over these):',
    ...lines.map(([name, values]) => `  ${name.padEnd(width)}  ${values}`),
  ].join('\n');
}

function text(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}=${String(each)}`)
    .join(',');
}

function named(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [settingName(key), value]));
}
