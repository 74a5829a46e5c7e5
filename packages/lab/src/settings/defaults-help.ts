import { list } from '../list/list.js';
import { experimentDefaults } from './resolve-train-config.js';

/** Which settings are the default of what, for `--help`. */
export function defaultsHelp(): string {
  const { set: _, ...common } = experimentDefaults;
  const lines = [
    ['always', text(common)],
    ...(['workloads', 'optimizers'] as const).flatMap((kind) =>
      list(kind).entries.map(({ name, defaults }) => [name, text(defaults ?? {})]),
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
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
