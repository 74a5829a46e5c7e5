import {
  checkProblemSize,
  limitTrainingSet,
  ProblemTooLargeError,
  HostMeter,
  losses,
  readIdxDirectory,
  readMnist,
  train,
  type ChipSize,
  type Dataset,
  type Model,
  type Training,
} from '@thermoloop/host';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { resolveChip, type ResolvedChip } from '../chips/resolve-chip.js';
import { openDevice, type OpenDevice } from '../device/open-device.js';
import { InputError } from '../input-error.js';
import { readMachine, type Machine } from '../machines/machine-file.js';
import type { TrainConfig, TrainPlan } from '../settings/resolve-train-config.js';

/** Everything that a training run needs, opened, and how to close it. */
export interface Preparation {
  readonly model: Model;
  readonly machine: Machine;
  readonly chip: ResolvedChip | undefined;
  readonly device: OpenDevice | undefined;
  readonly training: Training;
  close(): Promise<void>;
}

/** Reads and opens what a plan names. Refuses what can be refused before the first step; leaves nothing open then. */
export async function prepare(plan: TrainPlan): Promise<Preparation> {
  const { config, workload, optimizer: entry } = plan;
  const machine = readMachine();
  const chip = config.chip === undefined ? undefined : resolveChip(config.chip, config.set ?? {});
  const dataset = await readData(config);
  const model = workload.model(dataset, plan.workloadSettings);

  const clock = new VirtualClock();
  const meter = new HostMeter(machine.model, clock);
  const device = chip === undefined ? undefined : await openDevice(chip, clock);
  try {
    if (device !== undefined) checkRoom(config, model, device.client.capabilities);
    const optimizer = await entry.create(plan.optimizerSettings, {
      parameterCount: model.parameterCount,
      threads: config.threads,
      seed: config.seed,
      meter,
      ...(device === undefined ? {} : { client: device.client }),
    });
    const training = train({
      model,
      loss: losses[workload.loss],
      dataset,
      normalisation: workload.normalisation,
      optimizer,
      curvature: config.curvature ?? 'ggn',
      steps: config.steps,
      batch: config.batch,
      learningRate: config.lr,
      schedule: config.schedule,
      evalEvery: config.evalEvery,
      seed: config.seed,
      threads: config.threads,
      meter,
    });
    const close = async () => {
      try {
        await optimizer.close?.();
      } finally {
        await device?.close();
      }
    };
    return { model, machine, chip, device, training, close };
  } catch (error) {
    await device?.close();
    throw error;
  }
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
    const path = `chip.${sizeFields[quantity]}`;
    const change = config.set?.[path];
    throw new InputError({
      place:
        change === undefined
          ? `--chip ${config.chip ?? ''}: ${sizeFields[quantity]}`
          : `--set ${path}=${String(change)}`,
      found: String(limit),
      expected: `at least ${value} for ${config.workload} (${model.parameterCount} parameters) in batches of ${config.batch}`,
      remedy: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
    });
  }
}

const sizeFields: Readonly<Record<ProblemTooLargeError['quantity'], string>> = {
  cells: 'array.cells',
  rows: 'array.rows',
  'block size': 'array.blockSize',
  reads: 'readout.maximumReads',
};

/** The generalised Gauss–Newton matrix has a row for each output of each example, the empirical Fisher one an example. */
function problemSize({ batch, curvature, reads }: TrainConfig, { parameterCount, outputs }: Model) {
  const rows =
    curvature === 'empirical-fisher' ? { rows: batch } : { rows: batch * outputs, blockSize: outputs };
  return { cells: parameterCount, reads: reads ?? 1, ...rows };
}
