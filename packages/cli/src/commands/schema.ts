import { schemas } from '@thermoloop/lab';
import { Argument } from 'commander';
import type { CommandModule, CommonFlags } from '../command.js';
import { exitStatus } from '../exit-status.js';

/** `thermoloop schema`: JSON Schema for editors, one by name or all in one document. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command
    .addArgument(new Argument('[NAME]', 'which schema; without it, all').choices(Object.keys(schemas)))
    .action((name: string | undefined, flags: CommonFlags) =>
      perform(flags, () => {
        const names = name === undefined ? Object.keys(schemas) : [name];
        const found = Object.fromEntries(names.map((each) => [each, schemas[each]!()]));
        return {
          exitStatus: exitStatus.done,
          document: { schema: 'thermoloop.schema/1', status: 'done', schemas: found },
          text: JSON.stringify(name === undefined ? found : found[name], null, 2),
        };
      }),
    );
};
