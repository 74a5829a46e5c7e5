import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../cost/host-meter.js';
import { IndefiniteCurvatureError } from '../natural-gradient/indefinite-curvature-error.js';
import { optimizerNamed } from '../optimizers/registry.js';
import { DivergedError } from '../training/diverged-error.js';
import { train } from '../training/train.js';
import { landscape as workload } from '../workloads/landscape.js';
import { tuned } from '../workloads/tuned.js';
import { landscapeObjective } from './landscape-objective.js';
import { compileLandscape, type LandscapeSpec } from './landscape.js';

/** An optimizer's way over a landscape. */
export interface LandscapePath {
  readonly optimizer: string;
  readonly learningRate: number;
  /** θ at the start and after each step. */
  readonly positions: readonly (readonly number[])[];
  /** Loss at the start and after each step. */
  readonly losses: readonly number[];
  /** Whether it left the range in which going on makes sense; the path ends there. */
  readonly diverged: boolean;
  /** Why its method has no step there, where the curvature is not positive definite; the path ends there. */
  readonly stopped?: string;
}

/** Time is not of interest here. */
const noTime = {
  name: 'no time',
  flopRateHz: Infinity,
  memoryBandwidthBytePerS: Infinity,
  startTimeS: 0,
  powerW: 0,
};

/**
 * The paths of optimizers that need no device, each with what the landscape workload proposes for it, for comparison.
 * Two variables take about a millisecond for ten steps.
 * @param names of optimizers without a device
 * @throws LandscapeError, UnknownNameError, RangeError for an optimizer that needs a device
 */
export async function landscapePaths(
  spec: LandscapeSpec,
  names: readonly string[],
  steps: number,
): Promise<LandscapePath[]> {
  const landscape = compileLandscape(spec);
  const paths: LandscapePath[] = [];
  for (const name of names) {
    const entry = optimizerNamed(name);
    if (entry.needsDevice) throw new RangeError(`${name} needs a device`);
    const { learningRate, schedule, settings } = tuned(workload, entry);
    const objective = landscapeObjective(landscape);
    const meter = new HostMeter(noTime, new VirtualClock());
    const { parameterCount } = objective;
    const optimizer = await entry.create(settings, { parameterCount, threads: 1, seed: 1, meter });
    const training = train({
      objective,
      optimizer,
      curvature: 'hessian',
      steps,
      learningRate,
      schedule,
      evalEvery: steps,
      seed: 1,
      meter,
      mode: 'sync',
    });
    const positions = [[...training.snapshot().parameters]];
    let diverged = false;
    let stopped: string | undefined;
    try {
      for await (const _ of training) positions.push([...training.snapshot().parameters]);
    } catch (error) {
      if (error instanceof DivergedError) diverged = true;
      else if (error instanceof IndefiniteCurvatureError) stopped = error.message;
      else throw error;
    } finally {
      await optimizer.close?.();
    }
    const losses = positions.map((position) => landscape.value(position));
    paths.push({
      optimizer: name,
      learningRate,
      positions,
      losses,
      diverged,
      ...(stopped === undefined ? {} : { stopped }),
    });
  }
  return paths;
}
