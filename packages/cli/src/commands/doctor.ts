import { doctor, type DoctorResult } from '@thermoloop/lab';
import type { CommandModule, CommonFlags } from '../command.js';
import { exitStatus } from '../exit-status.js';

/** `thermoloop doctor`: whether this machine has what a run needs. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command.action((flags: CommonFlags) =>
    perform(flags, async () => {
      const document = await doctor();
      const isWell = document.status === 'done';
      return {
        exitStatus: isWell ? exitStatus.done : exitStatus.requirementNotMet,
        document,
        text: doctorText(document),
      };
    }),
  );
};

function doctorText({ checks }: DoctorResult): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, found, remedy }) => {
      const line = `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${found}`;
      return remedy === undefined ? line : `${line}\n${' '.repeat(width + 8)}${remedy}`;
    })
    .join('\n');
}
