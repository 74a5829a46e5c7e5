import {
  checkProblemSize,
  HostMeter,
  isBudgeted,
  largestTile,
  LandscapeError,
  limitTrainingSet,
  ProblemTooLargeError,
  readIdxDirectory,
  readMnist,
  tileProblem,
  train,
  type ChipSize,
  type Dataset,
  type KnownOfDevice,
  type LoopObserver,
  type Objective,
  type ProblemSize,
  type Tile,
  type Training,
} from '@thermoloop/host';
import { readCalibration } from '../characterize/calibration/calibration-file.js';
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
  /** The blocks of a model that is larger than the chip, in the order in which they take turns. */
  readonly tiles: readonly Tile[];
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
  const { budgetEvery } = config;
  const calibration = config.calibration === undefined ? undefined : readCalibration(config.calibration);
  const machine = from?.machine ?? readMachine(config.machine);
  const choice = choiceOf(config, from?.chip ?? chip);
  const objective = await objectiveOf(plan);
  const { parameterCount } = objective;
  const curvature = config.curvature ?? plan.workload.curvatures[0];

  const clock = openClock(config, from?.checkpoint.training.virtualTimePs, signal);
  const meter = new HostMeter(machine.model, clock.host, observe);
  const device = choice === undefined ? undefined : await openDevice(choice, clock.host);
  try {
    const tiles = device === undefined ? [] : tilesOf(config, objective, device);
    if (device !== undefined) {
      const { rows, blockSize } = objective.factorSize(curvature);
      const cells = tiles.length === 0 ? parameterCount : largestTile(tiles);
      const size = {
        cells,
        reads: config.reads ?? 1,
        rows,
        ...(blockSize === undefined ? {} : { blockSize }),
      };
      checkRoom(config, parameterCount, size, device.client.capabilities);
    }
    const optimizer = await entry.create(plan.optimizerSettings, {
      parameterCount,
      layers: objective.layers,
      threads: config.threads,
      seed: config.seed,
      meter,
      waiting: clock.waiting,
      ...(calibration && { calibration }),
      ...(budgetEvery === undefined
        ? {}
        : { keepsExchanges: (step) => isBudgeted(step, { steps: config.steps, every: budgetEvery }) }),
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
      ...(budgetEvery === undefined
        ? {}
        : { budget: { every: budgetEvery, known: knownOf(choice), threads: config.threads } }),
      ...(from === undefined ? {} : { from: from.checkpoint.training }),
    });
    return {
      clock,
      parameterCount,
      machine,
      choice,
      device,
      training,
      tiles,
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

/** What the data sheet of an emulated chip says and the protocol does not. */
function knownOf(choice: DeviceChoice | undefined): KnownOfDevice {
  if (choice?.kind !== 'emulator') return {};
  const { adc } = choice.chip.spec;
  return adc.kind === 'ideal' ? {} : { readoutNoiseCodesRms: adc.inputReferredNoiseLsbRms };
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

/** None of a model that is one problem. */
function tilesOf({ tile }: TrainConfig, { layers }: Objective, { client }: OpenDevice): Tile[] {
  const tiles = tile === true ? tileProblem(layers, client.capabilities.cells) : [];
  return tiles.length > 1 ? tiles : [];
}

/** @throws InputError that names the field of the chip that is too small */
function checkRoom(config: TrainConfig, parameters: number, size: ProblemSize, chip: ChipSize): void {
  try {
    checkProblemSize(size, chip);
  } catch (error) {
    if (!(error instanceof ProblemTooLargeError)) throw error;
    const { quantity, value, limit } = error;
    const remedy = quantity === 'cells' ? `${error.remedy}, or solve it in tiles (--tile)` : error.remedy;
    const advice =
      config.device === undefined ? remedy : remedy.replace('larger chip (--chip)', 'larger chip (--device)');
    throw new InputError({
      place: placeOf(quantity, config),
      found: String(limit),
      expected: `at least ${value} for ${config.workload} (${parameters} parameters)${inBatches(config)}`,
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
