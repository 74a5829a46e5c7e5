import { deviceSettings, emulate } from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { listenForInterruption } from '../interruption.js';
import { collect } from '../output/collect.js';
import { stderrLogger } from '../output/logger.js';
import { showResult } from '../output/show-result.js';

type EmulateFlags = CommonFlags & {
  readonly chip?: string;
  readonly set?: readonly string[];
  readonly corner?: string;
  readonly listen: string;
};

const ending = `
Prints one line when the chip listens, and goes on until SIGINT (Ctrl-C) or SIGTERM, which end it with status 0.
Sessions are logged on stderr. tcp:// is the loopback address unless another is named; port 0 takes any free one.`;

/** `thermoloop emulate`: an emulated chip that hosts reach at a URL. */
export const configure: CommandModule['configure'] = (command, perform) => {
  const { chip, set, corner } = deviceSettings;
  command
    .option(`--chip <${chip.placeholder}>`, chip.description)
    .option(`--set <${set.placeholder}>`, set.description, collect)
    .option(`--corner <${corner.placeholder}>`, corner.description)
    .requiredOption('--listen <URL>', 'where hosts reach it: unix:PATH or tcp://HOST:PORT')
    .addHelpText('after', ending)
    .action((flags: EmulateFlags) => perform(flags, () => serve(flags)));
};

async function serve(flags: EmulateFlags): Promise<Outcome> {
  const logger = await stderrLogger(flags.quiet === true);
  let stop = (): void => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  const interruption = listenForInterruption(() => {
    logger.info('stopping');
    stop();
  });
  try {
    const { listen, chip, set, corner } = flags;
    const emulation = await emulate(
      {
        listen,
        ...(chip === undefined ? {} : { chip }),
        ...(set === undefined ? {} : { set }),
        ...(corner === undefined ? {} : { corner }),
      },
      {
        onSession: (event) =>
          logger.info(
            event.kind === 'opened'
              ? `session ${event.session} opened`
              : `session ${event.session} ended: ${event.reason}`,
          ),
        onFault: (fault) => logger.error(fault.message),
      },
    );
    const { ready } = emulation;
    showResult(flags, {
      document: ready,
      text: `${ready.url} is chip ${ready.chip}, ${ready.cells} cells × ${ready.rows} rows, ready`,
    });
    const end = await Promise.race([emulation.ended, stopped]);
    await emulation.stop();
    return end === 'stopped'
      ? { exitStatus: exitStatus.done }
      : {
          exitStatus: exitStatus.failed,
          complaint: `error: ${end?.message ?? 'the emulator ended by itself'}`,
        };
  } finally {
    interruption.dispose();
  }
}
