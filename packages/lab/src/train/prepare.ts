import {
  checkProblemSize,
  HostMeter,
  LandscapeError,
  limitTrainingSet,
  ProblemTooLargeError,
  readIdxDirectory,
  readMnist,
  train,
  type ChipSize,
  type Dataset,
  type LoopObserver,
  type Objective,
  type ProblemSize,
  type Training,
} from '@thermoloop/host';
import { resolveChip, type ResolvedChip } from '../chips/resolve-chip.js';
import type { DeviceChoice } from '../device/device-choice.js';
import { openDevice, type OpenDevice } from '../device/open-device.js';
import { InputError } from '../input-error.js';
import { readMachine, type Machine } from '../machines/machine-file.js';
import type { TrainConfig, TrainPlan } from '../settings/resolve-train-config.js';
import { settingName } from '../settings/setting.js';
import { openClock, type TrainClock } from './open-clock.js';
import type { ResumePoint } from './resume.js';

/** Everything that a training run needs, opened, and how to close it. */
export interface Preparation {
  readonly clock: TrainClock;
  readonly parameterCount: number;
  readonly machine: Machine;
  readonly choice: DeviceChoice | undefined;
  readonly device: OpenDevice | undefined;
  readonly training: Training;
  close(): Promise<void>;
  /** Begins to close while a step is under way, and waits for nothing. */
  abandon(): void;
}

export interface PrepareOptions {
  /** Where the run goes on. */
  readonly from?: ResumePoint;
  /** Emulated instead of the chip that the settings name. */
  readonly chip?: ResolvedChip;
  /** Told what happens on the virtual clock. */
  readonly observe?: LoopObserver;
  /** Once it aborts, a clock that follows the wall waits for nothing any more. */
  readonly signal?: AbortSignal;
}

/** Reads and opens what a plan names. Refuses what can be refused before the first step; leaves nothing open then. */
export async function prepare(
  plan: TrainPlan,
  { from, chip, observe, signal }: PrepareOptions = {},
): Promise<Preparation> {
  const { config, optimizer: entry } = plan;
  const machine = from?.machine ?? readMachine(config.machine);
  const choice = choiceOf(config, from?.chip ?? chip);
  const objective = await objectiveOf(plan);
  const { parameterCount } = objective;
  const curvature = config.curvature ?? plan.workload.curvatures[0];

  const clock = openClock(config, from?.checkpoint.training.virtualTimePs, signal);
  const meter = new HostMeter(machine.model, clock.host, observe);
  const device = choice === undefined ? undefined : await openDevice(choice, clock.host);
  try {
    if (device !== undefined) {
      const size = { cells: parameterCount, reads: config.reads ?? 1, ...objective.factorSize(curvature) };
      checkRoom(config, size, device.client.capabilities);
    }
    const optimizer = await entry.create(plan.optimizerSettings, {
      parameterCount,
      threads: config.threads,
      seed: config.seed,
      meter,
      waiting: clock.waiting,
      ...(device === undefined ? {} : { client: device.client }),
    });
    const training = train({
      objective,
      optimizer,
      curvature,
      steps: config.steps,
      learningRate: config.lr,
      schedule: config.schedule,
      evalEvery: config.evalEvery,
      seed: config.seed,
      meter,
      mode: config.mode === 'async' ? { kind: 'async', depth: config.staleness ?? 1 } : 'sync',
      checkpointEvery: config.checkpointEvery,
      ...(from === undefined ? {} : { from: from.checkpoint.training }),
    });
    return {
      clock,
      parameterCount,
      machine,
      choice,
      device,
      training,
      close: async () => {
        try {
          await optimizer.close?.();
        } finally {
          await device?.close();
        }
      },
      abandon: () => {
        void device?.close().catch(() => undefined);
      },
    };
  } catch (error) {
    await device?.close();
    throw error;
  }
}

/** @param given emulated instead of what the settings name, as a resumed run emulates the chip as it was then */
function choiceOf(
  { chip, set, corner, device }: TrainConfig,
  given: ResolvedChip | undefined,
): DeviceChoice | undefined {
  if (device !== undefined) return { kind: 'url', url: device };
  if (chip === undefined) return undefined;
  return { kind: 'emulator', chip: given ?? resolveChip(chip, set ?? {}, corner) };
}

async function objectiveOf({ config, workload, workloadSettings }: TrainPlan): Promise<Objective> {
  const { seed, threads } = config;
  const data = workload.needsData ? await readData(config) : undefined;
  try {
    return workload.objective(workloadSettings, { seed, threads, ...(data === undefined ? {} : { data }) });
  } catch (error) {
    if (!(error instanceof LandscapeError)) throw error;
    const { setting, found, expected } = error;
    throw new InputError({ place: `--${settingName(setting)}`, found, expected });
  }
}

async function readData(config: TrainConfig): Promise<{ dataset: Dataset; batch: number }> {
  const { data, trainExamples, batch } = config;
  if (batch === undefined) throw new Error(`${config.workload} proposes no batch`);
  const dataset = data === undefined ? await readMnist() : await readIdxDirectory(data, data);
  const { count } = dataset.train;
  requireAtMost('--train-examples', trainExamples ?? count, count, dataset.name);
  requireAtMost('--batch', batch, trainExamples ?? count, dataset.name);
  return { dataset: trainExamples === undefined ? dataset : limitTrainingSet(dataset, trainExamples), batch };
}

function requireAtMost(place: string, value: number, most: number, dataset: string): void {
  if (value <= most) return;
  throw new InputError({
    place,
    found: String(value),
    expected: `at most the ${most} training examples of ${dataset}`,
  });
}

/** @throws InputError that names the field of the chip that is too small */
function checkRoom(config: TrainConfig, size: ProblemSize, chip: ChipSize): void {
  try {
    checkProblemSize(size, chip);
  } catch (error) {
    if (!(error instanceof ProblemTooLargeError)) throw error;
    const { quantity, value, limit, remedy } = error;
    const advice =
      config.device === undefined ? remedy : remedy.replace('larger chip (--chip)', 'larger chip (--device)');
    throw new InputError({
      place: placeOf(quantity, config),
      found: String(limit),
      expected: `at least ${value} for ${config.workload} (${size.cells} parameters)${inBatches(config)}`,
      remedy: `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`,
    });
  }
}

/** Where the size of the chip was said: in its file, by a change of it, or by the device itself. */
function placeOf(quantity: ProblemTooLargeError['quantity'], { device, chip, set }: TrainConfig): string {
  if (device !== undefined) return `--device ${device}: ${quantity}`;
  const path = `chip.${sizeFields[quantity]}`;
  const change = set?.[path];
  return change === undefined
    ? `--chip ${chip ?? ''}: ${sizeFields[quantity]}`
    : `--set ${path}=${String(change)}`;
}

const sizeFields: Readonly<Record<ProblemTooLargeError['quantity'], string>> = {
  cells: 'array.cells',
  rows: 'array.rows',
  'block size': 'array.blockSize',
  reads: 'readout.maximumReads',
};

function inBatches({ batch }: TrainConfig): string {
  return batch === undefined ? '' : ` in batches of ${batch}`;
}
