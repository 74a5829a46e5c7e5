import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestCheckpoint } from '../checkpoint/checkpoint-files.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { chipFromText, type ResolvedChip } from '../chips/resolve-chip.js';
import { InputError } from '../input-error.js';
import { parseMachine, type Machine } from '../machines/machine-file.js';
import { LockFile } from '../run-directory/lock-file.js';
import { runFiles } from '../run-directory/run-directory.js';
import type { FlagTexts } from '../settings/flags.js';
import { resolveTrainConfig, type TrainConfig, type TrainPlan } from '../settings/resolve-train-config.js';
import { settingName } from '../settings/setting.js';
import { readKeptSteps, type KeptSteps } from './kept-steps.js';

/** Where a run goes on. */
export interface ResumePoint {
  /** The directory of the run so far. */
  readonly directory: string;
  readonly checkpoint: Checkpoint;
  readonly kept: KeptSteps;
  /** The chip and the machine as they were used; no chip for a device at a URL, or a run without one. */
  readonly chip?: ResolvedChip;
  readonly machine: Machine;
  /** Whether what comes has the numbers of an unbroken run. */
  readonly isExact: boolean;
  /** Why not, and what else a person should know. */
  readonly notes: readonly string[];
}

export interface ResumeRequest {
  readonly directory: string;
  /** Of the command line, as for a new run; only `steps` and `device` are taken. --out belongs to the order of the run. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/**
 * The plan of a run that goes on from the newest checkpoint of a directory: its own configuration, with another number
 * of steps or another device if they are asked for. Writes nothing.
 * @throws InputError for a directory that is none of a run, has no checkpoint, or belongs to a run that is finished or
 * still under way; for fewer steps than are done; for flags that do not go with it
 */
export function resolveResume({ directory, flags }: ResumeRequest): { plan: TrainPlan; from: ResumePoint } {
  const taken = takenFrom(flags);
  const configFile = join(directory, runFiles.config);
  if (!existsSync(configFile)) {
    throw new InputError({
      place: `--resume ${directory}`,
      found: existsSync(directory) ? `a directory without ${runFiles.config}` : 'no such directory',
      expected: 'the directory of a run, as `thermoloop train` writes one',
    });
  }
  LockFile.refuseIfHeld(join(directory, runFiles.lock));
  const found = newestCheckpoint(join(directory, runFiles.checkpoints));
  if (found === undefined) {
    throw new InputError({
      place: `--resume ${directory}`,
      found: 'a run without a checkpoint',
      expected: `one in ${join(directory, runFiles.checkpoints)}`,
      remedy: 'The run ended before its first checkpoint (--checkpoint-every): start it again.',
    });
  }
  const { checkpoint, passedOver } = found;
  const plan = resolveTrainConfig({ flags: taken, configFile });
  const { config } = plan;
  checkSteps(directory, config.steps, checkpoint.training.step, taken['steps'] !== undefined);
  const inexact = whyNotExact(config, checkpoint);
  return {
    plan,
    from: {
      directory,
      checkpoint,
      kept: readKeptSteps(join(directory, runFiles.metrics), checkpoint.training.step),
      ...(config.chip === undefined ? {} : { chip: chipOf(directory, config.chip) }),
      machine: machineOf(directory),
      isExact: inexact.length === 0,
      notes: [
        ...(passedOver === undefined ? [] : [`a newer checkpoint was passed over: ${passedOver}`]),
        ...inexact,
      ],
    },
  };
}

function takenFrom({ steps, device, ...others }: Readonly<Record<string, unknown>>): FlagTexts {
  const other = Object.keys(others).find((key) => others[key] !== undefined);
  if (other !== undefined) {
    throw new InputError({
      place: `--${settingName(other)}`,
      found: 'it together with --resume',
      expected: 'only --steps, --device and --out with it',
      remedy: 'The other settings are those of the run.',
    });
  }
  return {
    ...(typeof steps === 'string' ? { steps } : {}),
    ...(typeof device === 'string' ? { device } : {}),
  };
}

function checkSteps(directory: string, steps: number, done: number, areAskedFor: boolean): void {
  if (steps > done) return;
  if (areAskedFor && steps < done) {
    throw new InputError({
      place: '--steps',
      found: String(steps),
      expected: `more than the ${done} steps that are done`,
    });
  }
  throw new InputError({
    place: `--resume ${directory}`,
    found: `a run that has done its ${done} steps`,
    expected: 'one that has steps left',
    remedy: `--steps N, with N above ${done}, trains on.`,
  });
}

function whyNotExact(config: TrainConfig, { stepsInFlight, training }: Checkpoint): string[] {
  const { start, mode, clock, checkpointEvery } = config;
  const next = training.step + 1;
  return [
    // In tiles an unbroken run too starts from the last state as it was read.
    ...(start === 'previous' && training.optimizer['tiles'] === undefined
      ? [
          `step ${next} starts from the last state as it was read (start written), not from what the cells held: ` +
            'this is not exactly the run that was broken off',
        ]
      : []),
    // An unbroken run waits for all its steps at its regular checkpoints, and nowhere else.
    ...(mode === 'async' && (stepsInFlight > 0 || training.step % checkpointEvery !== 0)
      ? [
          `step ${next} is evaluated with the updates of all steps before it, as an unbroken asynchronous run would not ` +
            'do here: this is not exactly the run that was broken off',
        ]
      : []),
    ...(clock === 'paced' ? ['a paced clock follows the wall: no two runs have exactly the same times'] : []),
  ];
}

function chipOf(directory: string, name: string): ResolvedChip {
  const path = join(directory, runFiles.chip);
  return chipFromText(name, readText(path, 'the chip as the run used it'), path);
}

function machineOf(directory: string): Machine {
  const path = join(directory, runFiles.machine);
  return parseMachine(readText(path, 'the machine as the run used it'), path);
}

function readText(path: string, expected: string): string {
  if (!existsSync(path)) throw new InputError({ place: path, found: 'no such file', expected });
  return readFileSync(path, 'utf8');
}
