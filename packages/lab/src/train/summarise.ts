import type { StepRecord } from '@thermoloop/host';
import { ArrayId } from '@thermoloop/protocol';
import type { OpenDevice } from '../device/open-device.js';
import { environment } from '../environment.js';
import type { Failure } from '../failures.js';
import { namedSettings, type TrainConfig } from '../settings/resolve-train-config.js';
import type { Accounts } from './accounts.js';
import { energyBasis, timeBasis } from './basis.js';
import type { Preparation } from './prepare.js';
import type { Status } from './run-status.js';
import type { TrainSummary } from './train-result.js';

/** Over how many mini-batches the final training loss is a mean. */
const lossWindow = 20;

export interface RunFacts {
  readonly config: TrainConfig;
  readonly preparation: Preparation;
  readonly steps: readonly StepRecord[];
  readonly resumed: TrainSummary['resumed'];
  readonly checkpoint: TrainSummary['checkpoint'];
  readonly accounts: Accounts;
  readonly status: Status;
  readonly failure: Failure | undefined;
  readonly command: readonly string[];
  readonly runDirectory: string;
  readonly wallStarted: string;
  readonly wallTimeS: number;
}

/** What a run came to. */
export function summarise(facts: RunFacts): TrainSummary {
  const { config, preparation, steps, accounts, failure } = facts;
  const { choice, machine, parameterCount, device, clock } = preparation;
  const origins = {
    machine: machine.sources,
    chip: choice?.kind === 'emulator' ? choice.chip.sources : undefined,
    ...(choice?.kind === 'url' ? { deviceUrl: choice.url } : {}),
  };
  return {
    schema: 'thermoloop.train/1',
    status: facts.status,
    ...(failure === undefined ? {} : { error: { name: failure.name, message: failure.message } }),
    seed: config.seed,
    workload: config.workload,
    optimizer: config.optimizer,
    parameterCount,
    stepsDone: steps.length,
    ...(facts.resumed === undefined ? {} : { resumed: facts.resumed }),
    checkpoint: facts.checkpoint,
    final: finalFigures(steps),
    device: device === undefined ? null : deviceFacts(device),
    counters: accounts.counters,
    ...tilingOf(steps),
    ...(config.mode === 'async' && steps.length > 0 ? { staleness: stalenessOf(steps) } : {}),
    ...(clock.lateness === undefined ? {} : { lateness: clock.lateness() }),
    virtualTime: { ...accounts.timeS, basisByStage: timeBasis(origins) },
    energy: { ...accounts.energyJ, basisByStage: energyBasis(origins) },
    wallTimeS: facts.wallTimeS,
    wallStarted: facts.wallStarted,
    config: namedSettings(config),
    command: [...facts.command],
    environment: { ...environment(), hostMachine: machine.model.name },
    runDirectory: facts.runDirectory,
  };
}

/** Losses and accuracy at the end of these steps. */
export function finalFigures(steps: readonly StepRecord[]): TrainSummary['final'] {
  const tail = steps.slice(-lossWindow);
  const evaluation = steps.at(-1)?.evaluation;
  return {
    trainLoss: tail.length === 0 ? null : tail.reduce((sum, { loss }) => sum + loss, 0) / tail.length,
    testLoss: evaluation?.testLoss ?? null,
    testAccuracy: evaluation?.testAccuracy ?? null,
  };
}

/** Of all steps together; nothing where they were not in tiles. */
function tilingOf(steps: readonly StepRecord[]): Pick<TrainSummary, 'tiling'> {
  const tilings = steps.flatMap(({ device }) => device?.tiling ?? []);
  const [first] = tilings;
  if (first === undefined) return {};
  const dropped = tilings.flatMap(({ droppedCurvature }) => droppedCurvature ?? []);
  const times = tilings.flatMap(({ time }) => time ?? []);
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return {
    tiling: {
      tiles: first.tiles,
      cells: first.cells,
      droppedCurvature:
        dropped.length === 0
          ? null
          : {
              steps: dropped.length,
              mean: total(dropped) / dropped.length,
              maximum: Math.max(...dropped),
            },
      time:
        times.length === 0
          ? null
          : {
              tiledS: total(times.map(({ tiledS }) => tiledS)),
              oneRunS: total(times.map(({ oneRunS }) => oneRunS)),
            },
    },
  };
}

function stalenessOf(steps: readonly StepRecord[]): NonNullable<TrainSummary['staleness']> {
  const total = steps.reduce((sum, { staleness }) => sum + staleness, 0);
  return {
    mean: total / steps.length,
    maximum: steps.reduce((most, { staleness }) => Math.max(most, staleness), 0),
  };
}

/** Of a device at a URL, its own words are all there is; an emulated chip goes by the name it was asked for. */
function deviceFacts({ choice, client }: OpenDevice): NonNullable<TrainSummary['device']> {
  const { vendor, firmware, cells, rows, timeConstantS, banks, holds, formats, chip } = client.capabilities;
  return {
    ...(choice.kind === 'url' ? { url: choice.url, chip } : { chip: choice.chip.name }),
    vendor,
    firmware: `${firmware.major}.${firmware.minor}`,
    cells,
    rows,
    timeConstantS,
    banks,
    holds,
    couplingBits: formats[ArrayId.COUPLINGS].resolutionBits,
    driveBits: formats[ArrayId.DRIVE].resolutionBits,
    readoutBits: formats[ArrayId.READOUT].resolutionBits,
  };
}
