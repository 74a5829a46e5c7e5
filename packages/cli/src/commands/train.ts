import {
  defaultsHelp,
  resolveTrainConfig,
  runTrain,
  settingName,
  trainSettingKeys,
  trainSettings,
  type FlagTexts,
  type TrainResult,
} from '@thermoloop/lab';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import { showStack } from '../output/debug.js';
import { listenForInterruption } from '../interruption.js';
import { stderrLogger } from '../output/logger.js';
import { noProgress, progressBar, progressLines, type Progress } from '../output/progress.js';
import { trainText } from '../output/train-text.js';

type TrainFlags = CommonFlags &
  FlagTexts & {
    readonly config?: string;
    readonly out?: string;
    readonly force?: true;
  };

/** `thermoloop train`: one training run and its directory. */
export const configure: CommandModule['configure'] = (command, perform) => {
  for (const key of trainSettingKeys) {
    const { placeholder, description } = trainSettings[key];
    const flag = `--${settingName(key)} <${placeholder}>`;
    if (key === 'set') command.option(flag, description, collect);
    else command.option(flag, description);
  }
  command
    .option('--config <FILE>', 'settings from a YAML file')
    .option('--out <DIR>', 'run directory (default: runs/<time>-train-<seed>)')
    .option('--force', 'overwrite the run in a directory that is not empty')
    .addHelpText('after', () => `\n${defaultsHelp()}`)
    .action((flags: TrainFlags) => perform(flags, () => train(flags)));
};

async function train(flags: TrainFlags): Promise<Outcome> {
  const { config: configFile, out } = flags;
  const plan = resolveTrainConfig({ flags, ...(configFile === undefined ? {} : { configFile }) });
  const { config } = plan;
  const isQuiet = flags.quiet === true;
  const logger = await stderrLogger(isQuiet);
  for (const name of plan.unused) {
    logger.warn(`--${name} has no part in a run of ${config.workload} with ${config.optimizer}`);
  }
  let progress: Progress = noProgress;
  const interruption = listenForInterruption(() => {
    progress.stop();
    logger.warn('stopping after this step; Ctrl-C again stops at once');
  });
  const showsBar = !isQuiet && process.stderr.isTTY;
  const bar = showsBar ? await progressBar(config.steps) : undefined;
  let testAccuracy: number | undefined;
  try {
    const result = await runTrain(
      {
        plan,
        ...(out === undefined ? {} : { out }),
        force: flags.force === true,
        command: ['thermoloop', ...process.argv.slice(2)],
        signal: interruption.signal,
      },
      {
        onStart: ({ parameterCount }) => {
          const through = config.chip === undefined ? '' : ` through chip ${config.chip}`;
          logger.info(
            `${config.workload} (${parameterCount} parameters) with ${config.optimizer}${through}, ${config.steps} steps, seed ${config.seed}`,
          );
          progress = isQuiet
            ? noProgress
            : (bar?.start() ?? progressLines(config.steps, (line) => logger.info(line)));
        },
        onStep: ({ step, loss, evaluation }) => {
          testAccuracy = evaluation?.testAccuracy ?? testAccuracy;
          progress.update({ step, loss, ...(testAccuracy === undefined ? {} : { testAccuracy }) });
        },
        onFailure: showStack,
      },
    );
    progress.stop();
    return outcomeOf(result);
  } finally {
    progress.stop();
    interruption.dispose();
  }
}

const statuses: Readonly<Record<TrainResult['status'], ExitStatus>> = {
  done: exitStatus.done,
  failed: exitStatus.failed,
  diverged: exitStatus.failed,
  interrupted: exitStatus.interrupted,
};

function outcomeOf(result: TrainResult): Outcome {
  const { status, error, stepsDone, config } = result;
  const complaint =
    error !== undefined
      ? `error: ${error.message}`
      : status === 'interrupted'
        ? `interrupted after step ${stepsDone} of ${String(config['steps'])}`
        : undefined;
  return {
    exitStatus: statuses[status],
    document: result,
    text: trainText(result),
    ...(complaint === undefined ? {} : { complaint }),
  };
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
