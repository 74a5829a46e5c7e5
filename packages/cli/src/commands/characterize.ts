import {
  characterizeDefaults,
  characterizeSettings,
  runCharacterize,
  settingName,
  type CharacterizeResult,
  type FlagTexts,
} from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { listenForInterruption } from '../interruption.js';
import { characterizeText } from '../output/characterize-text.js';
import { collect } from '../output/collect.js';
import { stderrLogger } from '../output/logger.js';

type CharacterizeFlags = CommonFlags & FlagTexts & { readonly force?: true };

const ending = `
The device is an emulator of CHIP, or what listens at --device URL; --set and --corner change what CHIP says.
Each figure comes out as measured, with its interval, as no more than bounded, or as not observable on this device, with
the reason. pass: what the datasheet says lies in the interval; fail: the interval excludes it; open: neither.
Exit status 3: a figure fails.`;

/** `thermoloop characterize`: a device beside its datasheet. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command.argument('<CHIP>', 'the datasheet: a name of `thermoloop list chips`, or a path');
  for (const [key, { placeholder, description }] of Object.entries(characterizeSettings)) {
    const flag = `--${settingName(key)} <${placeholder}>`;
    const byDefault =
      key in characterizeDefaults
        ? ` (default: ${String(characterizeDefaults[key as keyof typeof characterizeDefaults])})`
        : '';
    if (key === 'set') command.option(flag, description, collect);
    else command.option(flag, description + byDefault);
  }
  command
    .option('--force', 'overwrite the run in a directory that is not empty')
    .addHelpText('after', ending)
    .action((chip: string, flags: CharacterizeFlags) => perform(flags, () => characterized(chip, flags)));
};

async function characterized(chip: string, flags: CharacterizeFlags): Promise<Outcome> {
  const logger = await stderrLogger(flags.quiet === true);
  const interruption = listenForInterruption(() =>
    logger.warn('stopping after this measurement; Ctrl-C again stops at once'),
  );
  const { force, json: _, quiet: __, ...others } = flags;
  try {
    const result = await runCharacterize(
      {
        chip,
        flags: others,
        force: force === true,
        command: ['thermoloop', ...process.argv.slice(2)],
        signal: interruption.signal,
      },
      {
        onStart: ({ title, cells }) => logger.info(`${title}: ${cells} cells`),
        onStage: (stage) => logger.info(stage),
      },
    );
    return outcomeOf(result);
  } finally {
    interruption.dispose();
  }
}

function outcomeOf(result: CharacterizeResult): Outcome {
  return {
    exitStatus: result.counts.fail > 0 ? exitStatus.requirementNotMet : exitStatus.done,
    document: result,
    text: characterizeText(result),
  };
}
