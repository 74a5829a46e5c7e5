import { resolve } from 'node:path';
import { writeReport } from '@thermoloop/lab';
import type { CommandModule, CommonFlags } from '../command.js';
import { exitStatus } from '../exit-status.js';

/** `thermoloop report`: the HTML report of a run, written again. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command.argument('<RUN_DIR>', 'directory of a run').action((directory: string, flags: CommonFlags) =>
    perform(flags, async () => {
      const document = await writeReport(directory);
      return { exitStatus: exitStatus.done, document, text: `report: ${resolve(document.report)}` };
    }),
  );
};
