import { deviceSettings, doctor, type DoctorResult } from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus } from '../exit-status.js';

type DoctorFlags = CommonFlags & { readonly device?: string };

/** `thermoloop doctor`: whether this machine has what a run needs. */
export const configure: CommandModule['configure'] = (command, perform) => {
  const { placeholder } = deviceSettings.device;
  command
    .option(`--device <${placeholder}>`, 'check the device that listens there instead of the emulator')
    .action((flags: DoctorFlags) => perform(flags, () => check(flags)));
};

async function check({ device }: DoctorFlags): Promise<Outcome> {
  const document = await doctor(device === undefined ? {} : { device });
  const isWell = document.status === 'done';
  return {
    exitStatus: isWell ? exitStatus.done : exitStatus.requirementNotMet,
    document,
    text: doctorText(document),
  };
}

function doctorText({ checks }: DoctorResult): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, found, remedy }) => {
      const line = `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${found}`;
      return remedy === undefined ? line : `${line}\n${' '.repeat(width + 8)}${remedy}`;
    })
    .join('\n');
}
