import { list, listKinds, type ListKind, type ListResult } from '@thermoloop/lab';
import { Argument } from 'commander';
import type { CommandModule, CommonFlags } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { table } from '../output/table.js';

/** `thermoloop list`: what there is to choose from. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command
    .addArgument(new Argument('<KIND>', 'what to list').choices(listKinds))
    .action((kind: ListKind, flags: CommonFlags) =>
      perform(flags, () => {
        const document = list(kind);
        return { exitStatus: exitStatus.done, document, text: listText(document) };
      }),
    );
};

function listText({ kind, entries }: ListResult): string {
  if (kind === 'chips' || kind === 'machines') {
    return table(
      [kind.slice(0, -1), 'description'],
      entries.map(({ name, description }) => [name, description]),
    );
  }
  return table(
    [kind.slice(0, -1), 'description', 'defaults'],
    entries.map(({ name, description, defaults = {} }) => [
      name,
      description,
      Object.entries(defaults)
        .map(([setting, value]) => `${setting} ${String(value)}`)
        .join(', '),
    ]),
  );
}
