import {
  defaultsHelp,
  resolveResume,
  resolveTrainConfig,
  resumeCommand,
  runTrain,
  settingName,
  trainSettingKeys,
  trainSettings,
  type FlagTexts,
  type ResumePoint,
  type Setting,
  type TrainConfig,
  type TrainPlan,
  type TrainResult,
} from '@thermoloop/lab';
import { Option } from 'commander';
import type { CommandModule, CommonFlags, Outcome } from '../command.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import { collect } from '../output/collect.js';
import { showStack } from '../output/debug.js';
import { listenForInterruption } from '../interruption.js';
import { stderrLogger } from '../output/logger.js';
import { noProgress, progressBar, progressLines, type Progress } from '../output/progress.js';
import { trainText } from '../output/train-text.js';

type TrainFlags = CommonFlags &
  FlagTexts & {
    readonly config?: string;
    readonly resume?: string;
    readonly out?: string;
    readonly force?: true;
  };

/** `thermoloop train`: one training run and its directory. */
export const configure: CommandModule['configure'] = (command, perform) => {
  for (const key of trainSettingKeys) {
    const setting: Setting<unknown> = trainSettings[key];
    const { placeholder, description, bareFlag } = setting;
    const name = `--${settingName(key)}`;
    if (key === 'set') command.option(`${name} <${placeholder}>`, description, collect);
    else if (bareFlag === undefined) command.option(`${name} <${placeholder}>`, description);
    else command.addOption(new Option(`${name} [${placeholder}]`, description).preset(bareFlag));
  }
  command
    .option('--config <FILE>', 'settings from a YAML file')
    .option('--out <DIR>', 'run directory (default: runs/<time>-train-<seed>)')
    .option('--resume <RUN_DIR>', 'go on with a run; takes only --steps (the new total), --device and --out')
    .option('--force', 'overwrite the run in a directory that is not empty')
    .addHelpText('after', () => `\n${defaultsHelp()}`)
    .action((flags: TrainFlags) => perform(flags, () => train(flags)));
};

/** What a command line asks for: a new run, or one that goes on. */
function planned(flags: TrainFlags): { plan: TrainPlan; from?: ResumePoint } {
  const { resume, config, out: _out, json: _json, quiet: _quiet, ...others } = flags;
  return resume === undefined
    ? { plan: resolveTrainConfig({ flags, ...(config === undefined ? {} : { configFile: config }) }) }
    : resolveResume({ directory: resume, flags: { ...others, config } });
}

async function train(flags: TrainFlags): Promise<Outcome> {
  const { out } = flags;
  const { plan, from } = planned(flags);
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
        ...(from === undefined ? {} : { from }),
        ...(out === undefined ? {} : { out }),
        force: flags.force === true,
        command: ['thermoloop', ...process.argv.slice(2)],
        signal: interruption.signal,
      },
      {
        onStart: ({ parameterCount, stepsBefore }) => {
          const goesOn = stepsBefore === 0 ? '' : `, going on after step ${stepsBefore}`;
          logger.info(
            `${config.workload} (${parameterCount} parameters) with ${config.optimizer}${through(config)}, ${config.steps} steps, seed ${config.seed}${goesOn}`,
          );
          progress = isQuiet
            ? noProgress
            : (bar?.start() ?? progressLines(config.steps, (line) => logger.info(line)));
        },
        onNotice: (text) => logger.warn(text),
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

function through({ chip, device }: TrainConfig): string {
  if (device !== undefined) return ` through the device at ${device}`;
  return chip === undefined ? '' : ` through chip ${chip}`;
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
        ? `interrupted after step ${stepsDone} of ${String(config['steps'])}${howToGoOn(result)}`
        : undefined;
  return {
    exitStatus: statuses[status],
    document: result,
    text: trainText(result),
    ...(complaint === undefined ? {} : { complaint }),
  };
}

function howToGoOn({ checkpoint, runDirectory }: TrainResult): string {
  return checkpoint === null ? '' : `\n${resumeCommand(runDirectory)} goes on`;
}
