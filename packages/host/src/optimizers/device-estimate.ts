import type { Capabilities } from '@thermoloop/protocol';
import { z } from 'zod';
import type { Evaluation } from '../curvature/evaluation.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import { SpuDriver, type Solved } from '../driver/spu-driver.js';
import { requireStart } from '../driver/start-state.js';
import { TiledEstimate } from '../tiling/tiled-estimate.js';
import { checkTiling } from '../tiling/tiled-state.js';
import { tileProblem } from '../tiling/tile-problem.js';
import { TilingError } from '../tiling/tiling-error.js';
import { fromState, toState } from './driver-state.js';
import type { DeviceEstimate, Estimate } from './estimate.js';
import type { OptimizerContext } from './registry-entry.js';

/** Settings of a run on the device, for every optimizer that takes its estimate; times in τ of the problem. */
export const deviceSettings = {
  damping: z.number().nonnegative().default(0.2),
  runTime: z.number().nonnegative().default(2),
  start: z.enum(['gradient', 'previous', 'zero']).default('previous'),
  /** How long the cells go on relaxing on the problem before, when the next one is ready. */
  carryTime: z.number().nonnegative().default(0),
  temperature: z.number().nonnegative().optional(),
  reads: z.int().positive().default(1),
  /** Whether a model larger than the chip is solved in blocks, one after another. */
  tile: z.boolean().default(false),
  range: z.union([z.literal('track'), z.strictObject({ fixed: z.number().positive() })]).default('track'),
};

export type DeviceSettings = z.output<z.ZodObject<typeof deviceSettings>>;

/**
 * Takes over the device of a context.
 * @param optimizer its name in errors
 * @throws Error without a client; OutOfRangeError, DeviceError as `SpuDriver.open`; TilingError, StartStateError for what
 * a model in tiles cannot have
 */
export async function openDeviceEstimate(
  optimizer: string,
  settings: DeviceSettings,
  context: OptimizerContext,
): Promise<DeviceEstimate> {
  const { client, threads, seed, meter, waiting = 'each', parameterCount, layers, calibration } = context;
  if (client === undefined) throw new Error(`${optimizer} needs a connected device`);
  const { range, damping, runTime, start, carryTime, temperature, reads } = settings;
  const driver = await SpuDriver.open(client, {
    range,
    threads,
    seed: BigInt(seed),
    meter,
    waiting,
    ...(calibration && { calibration }),
    ...(context.keepsExchanges && { remembersProblem: carryTime > 0 || !client.capabilities.holds }),
  });
  const problemOf = (
    { factor, gradient, gradientPeak }: Evaluation,
    step: number,
  ): NaturalGradientProblem => {
    if (factor === undefined) throw new Error(`${optimizer} needs an evaluation with a curvature factor`);
    return {
      gradient,
      gradientPeak,
      factor,
      damping,
      runTimeTau: runTime,
      start,
      carryTimeTau: carryTime,
      ...(temperature === undefined ? {} : { temperature }),
      reads,
      ...(context.keepsExchanges?.(step) === true && { keepsExchange: true }),
    };
  };
  const estimateOf = ({ exchange, ...solved }: Solved): Estimate => ({
    ...solved,
    ...(exchange && { exchanges: [{ offset: 0, exchange }] }),
  });
  const tiles = settings.tile
    ? tileProblem(layers ?? [{ name: 'parameters', size: parameterCount }], driver.capabilities.cells)
    : [];
  if (tiles.length > 1) {
    checkTileable(settings, tiles.length, driver.capabilities);
    return new TiledEstimate(driver, tiles, problemOf, { threads, meter });
  }
  return {
    estimate: async (evaluation, step) => estimateOf(await driver.solve(problemOf(evaluation, step))),
    submit: async (evaluation, step) => {
      const submission = await driver.submit(problemOf(evaluation, step));
      return { collect: async () => estimateOf(await driver.collect(submission)) };
    },
    snapshot: () => toState(driver.snapshot()),
    restore: (state) => {
      checkTiling(state, [{ size: parameterCount }]);
      driver.restore(fromState(state, parameterCount));
    },
    close: () => driver.close(),
  };
}

/** @throws TilingError, StartStateError */
function checkTileable(
  { start, carryTime }: DeviceSettings,
  tiles: number,
  capabilities: Capabilities,
): void {
  if (carryTime > 0) {
    throw new TilingError(
      `a carry time of ${carryTime} has no meaning for a model in ${tiles} tiles: before a tile latches, the cells hold another one`,
      'Leave --carry-time out, or take a chip with a cell for each parameter.',
    );
  }
  if (start === 'previous') {
    requireStart(capabilities, 'written', `each of ${tiles} tiles has to find its last state again`);
  }
}
