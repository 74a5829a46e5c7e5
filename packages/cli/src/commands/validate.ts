import {
  quantities,
  runValidate,
  settingName,
  validateSettings,
  type FlagTexts,
  type ValidateResult,
} from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { listenForInterruption } from '../interruption.js';
import { collect } from '../output/collect.js';
import { stderrLogger } from '../output/logger.js';
import { progressLines, type Progress } from '../output/progress.js';
import { validateText } from '../output/validate-text.js';

type ValidateFlags = CommonFlags &
  FlagTexts & { readonly budget?: true; readonly explain?: true; readonly force?: true };

const ending = (): string => `
A requirement is met, not met, or undecided where its limit lies inside the interval; then the measured values decide.
Where the chip gives typical and worst values, both corners have to meet the requirements, unless --corner names one.
Exit status 3: a requirement is not met. Exit status 2: one names nothing that can be measured.

What requirements may name:
${quantities.map(({ name, title, unit }) => `  ${name.padEnd(32)}${title}${unit === '' ? '' : `, in ${unit}`}`).join('\n')}`;

/** `thermoloop validate`: a chip against requirements. */
export const configure: CommandModule['configure'] = (command, perform) => {
  command
    .argument('<CHIP>', 'the data sheet: a name of `thermoloop list chips`, or a path')
    .argument('<REQUIREMENTS>', 'a YAML file: chips/requirements-example.yaml is one');
  for (const [key, { placeholder, description }] of Object.entries(validateSettings)) {
    const flag = `--${settingName(key)} <${placeholder}>`;
    if (key === 'set') command.option(flag, description, collect);
    else if (key === 'seed')
      command.option(flag, 'the first seed, where the file says how many (default: 1)');
    else command.option(flag, description);
  }
  command
    .option(
      '--budget',
      'what limits it: the error of a step by cause, and training without the largest three',
    )
    .option('--explain', 'every parameter of the chip: its unit, its source and what it moves')
    .option('--force', 'overwrite what is in the directory of --out')
    .addHelpText('after', ending)
    .action((chip: string, file: string, flags: ValidateFlags) =>
      perform(flags, () => validate(chip, file, flags)),
    );
};

async function validate(chip: string, file: string, flags: ValidateFlags): Promise<Outcome> {
  const isQuiet = flags.quiet === true;
  const logger = await stderrLogger(isQuiet);
  let progress: Progress | undefined;
  const interruption = listenForInterruption(() =>
    logger.warn('stopping after this step; Ctrl-C again stops at once'),
  );
  const { budget, explain, force, json: _, quiet: __, ...others } = flags;
  try {
    const result = await runValidate(
      {
        chip,
        file,
        flags: others,
        budget: budget === true,
        explain: explain === true,
        force: force === true,
        command: ['thermoloop', ...process.argv.slice(2)],
        signal: interruption.signal,
      },
      {
        onStage: (text) => {
          progress = undefined;
          logger.info(text);
        },
        onStep: (step, loss, steps) => {
          progress ??= progressLines(steps, (line) => logger.info(line), true);
          progress.update({ step, loss });
        },
      },
    );
    return outcomeOf(result);
  } finally {
    interruption.dispose();
  }
}

function outcomeOf(result: ValidateResult): Outcome {
  return {
    exitStatus: result.met ? exitStatus.done : exitStatus.requirementNotMet,
    document: result,
    text: validateText(result),
  };
}
