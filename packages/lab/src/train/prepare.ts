import {
  checkProblemSize,
  HostMeter,
  limitTrainingSet,
  losses,
  networkObjective,
  ProblemTooLargeError,
  readIdxDirectory,
  readMnist,
  train,
  type ChipSize,
  type Dataset,
  type LoopObserver,
  type Model,
  type Training,
} from '@thermoloop/host';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { resolveChip } from '../chips/resolve-chip.js';
import type { DeviceChoice } from '../device/device-choice.js';
import { openDevice, type OpenDevice } from '../device/open-device.js';
import { InputError } from '../input-error.js';
import { readMachine, type Machine } from '../machines/machine-file.js';
import type { TrainConfig, TrainPlan } from '../settings/resolve-train-config.js';
import type { ResumePoint } from './resume.js';

/** Everything that a training run needs, opened, and how to close it. */
export interface Preparation {
  readonly model: Model;
  readonly parameterCount: number;
  readonly machine: Machine;
  readonly choice: DeviceChoice | undefined;
  readonly device: OpenDevice | undefined;
  readonly training: Training;
  close(): Promise<void>;
  /** Closes while a step is under way, whatever comes of it. */
  abandon(): Promise<void>;
}

export interface PrepareOptions {
  /** Where the run goes on. */
  readonly from?: ResumePoint;
  /** Told what happens on the virtual clock. */
  readonly observe?: LoopObserver;
}

/** Reads and opens what a plan names. Refuses what can be refused before the first step; leaves nothing open then. */
export async function prepare(plan: TrainPlan, { from, observe }: PrepareOptions = {}): Promise<Preparation> {
  const { config, workload, optimizer: entry } = plan;
  const machine = from?.machine ?? readMachine(config.machine);
  const choice = choiceOf(config, from);
  const dataset = await readData(config);
  const model = workload.model(dataset, plan.workloadSettings);

  const clock = new VirtualClock(from?.checkpoint.training.virtualTimePs);
  const meter = new HostMeter(machine.model, clock, observe);
  const device = choice === undefined ? undefined : await openDevice(choice, clock);
  try {
    if (device !== undefined) checkRoom(config, model, device.client.capabilities);
    const optimizer = await entry.create(plan.optimizerSettings, {
      parameterCount: model.parameterCount,
      threads: config.threads,
      seed: config.seed,
      meter,
      waiting: config.clock === 'free' || config.clock === 'paced' ? 'needed' : 'each',
      ...(device === undefined ? {} : { client: device.client }),
    });
    const training = train({
      objective: networkObjective({
        model,
        loss: losses[workload.loss],
        dataset,
        normalisation: workload.normalisation,
        batch: config.batch,
        seed: config.seed,
        threads: config.threads,
      }),
      optimizer,
      curvature: config.curvature ?? 'ggn',
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
      model,
      parameterCount: model.parameterCount,
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
      abandon: async () => {
        await device?.close();
      },
    };
  } catch (error) {
    await device?.close();
    throw error;
  }
}

/** A resumed run emulates the chip as it was then. */
function choiceOf({ chip, set, device }: TrainConfig, from: ResumePoint | undefined): DeviceChoice | undefined {
  if (device !== undefined) return { kind: 'url', url: device };
  if (chip === undefined) return undefined;
  return { kind: 'emulator', chip: from?.chip ?? resolveChip(chip, set ?? {}) };
}

async function readData({ data, trainExamples, batch }: TrainConfig): Promise<Dataset> {
  const dataset = data === undefined ? await readMnist() : await readIdxDirectory(data, data);
  const { count } = dataset.train;
  requireAtMost('--train-examples', trainExamples ?? count, count, dataset.name);
  requireAtMost('--batch', batch, trainExamples ?? count, dataset.name);
  return trainExamples === undefined ? dataset : limitTrainingSet(dataset, trainExamples);
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
function checkRoom(config: TrainConfig, model: Model, capabilities: ChipSize): void {
  try {
    checkProblemSize(problemSize(config, model), capabilities);
  } catch (error) {
    if (!(error instanceof ProblemTooLargeError)) throw error;
    const { quantity, value, limit, remedy } = error;
    const advice =
      config.device === undefined ? remedy : remedy.replace('larger chip (--chip)', 'larger chip (--device)');
    throw new InputError({
      place: placeOf(quantity, config),
      found: String(limit),
      expected: `at least ${value} for ${config.workload} (${model.parameterCount} parameters) in batches of ${config.batch}`,
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

/** The generalised Gauss–Newton matrix has a row for each output of each example, the others one an example. */
function problemSize({ batch, curvature, reads }: TrainConfig, { parameterCount, outputs }: Model) {
  const rows =
    curvature === 'ggn' ? { rows: batch * outputs, blockSize: outputs } : { rows: batch };
  return { cells: parameterCount, reads: reads ?? 1, ...rows };
}
