import { HostMeter, SpuDriver } from '@thermoloop/host';
import { VirtualClock } from '@thermoloop/sim-kernel';
import type { ResolvedChip } from '../../chips/resolve-chip.js';
import { openDevice } from '../../device/open-device.js';
import type { Machine } from '../../machines/machine-file.js';
import { parseReadoutRange } from '../../settings/readout-range.js';
import type { TrainConfig } from '../../settings/resolve-train-config.js';
import { stepProblem, type ProblemSizes } from './step-problem.js';

/** What a few steps on a small problem come to. */
export interface StepOutcome {
  /** x̃ [N] of each step. */
  readonly solutions: readonly Float32Array[];
  /** ‖x̃ − x*‖ / ‖x*‖, root mean square over the steps. */
  readonly error: number;
  /** Seconds of virtual time. */
  readonly time: number;
  /** Joules of the device. */
  readonly energy: number;
}

/** The settings of a run that say how a step is solved. */
export type StepSettings = Pick<
  TrainConfig,
  'damping' | 'runTime' | 'carryTime' | 'start' | 'temperature' | 'reads' | 'range' | 'threads'
>;

const steps = 3;
const seed = 1n;
/** What the host does between two steps, as it computes a small network's gradient and curvature. */
const hostWork = { flops: 1e8, bytes: 1e7 };

/**
 * Solves a few small problems on an emulator of the chip, with the same problems and the same draws whatever the chip:
 * what does not matter leaves the outcome the same to the last bit.
 * @throws DeviceError, OutOfRangeError and the like for what such a chip cannot do
 */
export async function stepOutcome(
  chip: ResolvedChip,
  sizes: ProblemSizes,
  settings: StepSettings,
  machine: Machine,
): Promise<StepOutcome> {
  const { damping = 0.2, runTime = 10, carryTime = 0, start = 'gradient', temperature, reads = 1 } = settings;
  const clock = new VirtualClock();
  const device = await openDevice({ kind: 'emulator', chip }, clock);
  try {
    const meter = new HostMeter(machine.model, clock);
    const driver = await SpuDriver.open(device.client, {
      range: parseReadoutRange(settings.range ?? 'track') ?? 'track',
      threads: 1,
      seed,
      meter,
    });
    const solutions: Float32Array[] = [];
    let squares = 0;
    let energy = 0;
    try {
      for (let step = 0; step < steps; step++) {
        meter.charge('evaluate', hostWork);
        const { gradient, gradientPeak, factor, exact } = stepProblem(sizes, damping, step);
        const { solution, report } = await driver.solve({
          gradient,
          gradientPeak,
          factor,
          damping,
          runTimeTau: runTime,
          carryTimeTau: carryTime,
          start,
          ...(temperature === undefined ? {} : { temperature }),
          reads,
        });
        solutions.push(solution);
        squares += relativeSquare(solution, exact) / steps;
        energy += Object.values(report.energyJByStage).reduce((sum, each) => sum + each, 0);
      }
    } finally {
      await driver.close();
    }
    return { solutions, error: Math.sqrt(squares), time: Number(clock.nowPs) / 1e12, energy };
  } finally {
    await device.close();
  }
}

function relativeSquare(solution: Float32Array, exact: Float64Array): number {
  let [distance, size] = [0, 0];
  for (let i = 0; i < exact.length; i++) {
    distance += (solution[i]! - exact[i]!) ** 2;
    size += exact[i]! ** 2;
  }
  return distance / size;
}
