import { cholesky, choleskySolve } from '@thermoloop/compute';
import { HostMeter, peakOf, SpuDriver, type NaturalGradientProblem, type Solved } from '@thermoloop/host';
import { GridKind, type Capabilities } from '@thermoloop/protocol';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { readCalibration } from '../characterize/calibration/calibration-file.js';
import { chooseDevice } from '../device/choose-device.js';
import { openDevice } from '../device/open-device.js';
import { InterruptedError } from '../interrupted-error.js';
import { readMachine } from '../machines/machine-file.js';
import { experimentDefaults } from '../settings/resolve-train-config.js';
import { settingsFromFlags, type FlagTexts } from '../settings/flags.js';
import { InputError } from '../input-error.js';
import { readCsv } from './read-csv.js';
import { sampleMoments } from './sample-moments.js';
import { solveDefaults, solveSettings } from './solve-settings.js';
import type { SolveResult } from './solve-result.js';
import { spdSystem, type SpdSystem } from './spd-system.js';

type Solution = SolveResult['results'][number];

export interface SolveObserver {
  onStart?(system: {
    readonly order: number;
    readonly runTimes: number;
    readonly trajectories: number;
  }): void;
  /** The trajectories of one more run time are there. */
  onSolution?(solution: Solution): void;
}

/**
 * Solves Ax = b on a device: at every run time the mean and the covariance of as many relaxations from zero as
 * asked for. In the limit of long times they are A⁻¹b and κA⁻¹.
 *
 * @throws what is wrong with the input before anything is sent, InterruptedError, DeviceError
 */
export async function runSolve(
  flags: FlagTexts,
  signal: AbortSignal,
  observer: SolveObserver = {},
): Promise<SolveResult> {
  const startMs = wallClock.nowMs();
  const given = settingsFromFlags(solveSettings, flags);
  const { runTimes, trajectories, seed, threads } = { ...solveDefaults, ...given };
  const matrix = requiredFile(given.matrix, '--matrix');
  const rhs = requiredFile(given.rhs, '--rhs');
  const calibration = given.calibration === undefined ? undefined : readCalibration(given.calibration);
  const choice = chooseDevice(given, solveDefaults.chip);
  const machine = readMachine(given.machine ?? experimentDefaults.machine);
  const system = await spdSystem(
    { ...readCsv(matrix, '--matrix'), path: matrix },
    { ...readCsv(rhs, '--rhs'), path: rhs },
    threads,
  );
  const lower = await cholesky(system.matrix, system.order, { threads });
  const exactSolution = choleskySolve(lower, system.order, system.rhs);

  const clock = new VirtualClock();
  const device = await openDevice(choice, clock);
  const results: Solution[] = [];
  try {
    const meter = new HostMeter(machine.model, clock);
    const driver = await SpuDriver.open(device.client, {
      range: 'track',
      threads,
      seed: BigInt(seed),
      meter,
      ...(calibration && { calibration }),
    });
    try {
      const temperature = given.temperature ?? defaultTemperature(driver.capabilities);
      observer.onStart?.({ order: system.order, runTimes: runTimes.length, trajectories });
      for (const runTimeTau of runTimes) {
        if (signal.aborted) throw new InterruptedError();
        const startPs = clock.nowPs;
        const solved = await driver.solve(problemOf(system, { runTimeTau, temperature, trajectories }));
        results.push(solutionOf(solved, system.order, runTimeTau, Number(clock.nowPs - startPs) / 1e12));
        observer.onSolution?.(results.at(-1)!);
      }
    } finally {
      await driver.close();
    }
  } finally {
    await device.close();
  }
  return {
    schema: 'thermoloop.solve/1',
    status: 'done',
    seed,
    matrix,
    rhs,
    order: system.order,
    damping: system.damping,
    exactSolution: [...exactSolution],
    chip: choice.kind === 'emulator' ? choice.chip.name : null,
    device: choice.kind === 'url' ? choice.url : null,
    results,
    wallTimeS: (wallClock.nowMs() - startMs) / 1000,
  };
}

/** A chip without noise control has the temperature that it has. */
function defaultTemperature({ grids }: Capabilities): number | undefined {
  return grids.noise.kind === GridKind.FIXED ? undefined : solveDefaults.temperature;
}

function requiredFile(path: string | undefined, flag: string): string {
  if (path === undefined) throw new InputError({ place: flag, found: 'nothing', expected: 'a CSV file' });
  return path;
}

function problemOf(
  { order, damping, factor, rhs }: SpdSystem,
  run: {
    readonly runTimeTau: number;
    readonly temperature: number | undefined;
    readonly trajectories: number;
  },
): NaturalGradientProblem {
  const [matrix, gradient] = [Float32Array.from(factor), Float32Array.from(rhs)];
  return {
    gradient,
    gradientPeak: peakOf(gradient),
    factor: { rows: order, columns: order, matrix, matrixPeak: peakOf(matrix) },
    damping,
    runTimeTau: run.runTimeTau,
    start: 'zero',
    ...(run.temperature === undefined ? {} : { temperature: run.temperature }),
    reads: 1,
    repeats: run.trajectories,
  };
}

function solutionOf(
  { solution, trajectories = solution, report }: Solved,
  order: number,
  runTimeTau: number,
  virtualTimeS: number,
): Solution {
  const count = trajectories.length / order;
  const { mean, covariance } = sampleMoments(trajectories, order);
  return {
    runTimeTau,
    realisedRunTimeTau: report.runTimeTau.realised,
    temperature: report.kappa,
    trajectories: count,
    mean,
    meanStandardError: covariance.map((row, i) => Math.sqrt(row[i]! / count)),
    covariance,
    clipped: { ...report.clipped },
    virtualTimeS,
    energyJ: Object.values(report.energyJByStage).reduce((sum, energy) => sum + energy, 0),
  };
}
