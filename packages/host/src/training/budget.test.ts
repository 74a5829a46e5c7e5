import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../cost/host-meter.js';
import { codedRecord, connectDense, DenseDevice } from '../driver/testing/dense-device.js';
import { solve } from '../driver/testing/dense-algebra.js';
import { denseSystem } from '../driver/testing/dense-problem.js';
import { optimizerNamed } from '../optimizers/registry.js';
import { slowMachine } from '../testing/optimizer-context.js';
import { regressionAt, regressionObjective } from '../testing/regression-objective.js';
import { collect, withoutWall } from '../testing/tiny-training.js';
import type { StepRecord } from './step-record.js';
import { isBudgeted, train, type TrainingMode } from './train.js';

const regression = { parameters: 6, rows: 8, cost: { flops: 4000, bytes: 0 } };
const objective = regressionObjective(regression);
const damping = 0.1;
const steps = 7;

interface Setting {
  readonly every?: number;
  readonly mode?: TrainingMode;
  readonly optimizer?: string;
  readonly cells?: number;
}

async function recordsOf({
  every,
  mode = 'sync',
  optimizer = 'tngd',
  cells,
}: Setting): Promise<StepRecord[]> {
  const clock = new VirtualClock();
  const device = new DenseDevice({ ...codedRecord, ...(cells && { cells }) });
  const { client } = await connectDense(device, clock);
  const meter = new HostMeter(slowMachine, clock);
  const entry = optimizerNamed(optimizer);
  const context = {
    parameterCount: regression.parameters,
    threads: 1,
    seed: 1,
    meter,
    client,
    ...(mode !== 'sync' && { waiting: 'needed' as const }),
    ...(every !== undefined && { keepsExchanges: (step: number) => isBudgeted(step, { steps, every }) }),
  };
  return collect(
    train({
      objective,
      optimizer: await entry.create({ damping, ...(cells && { tile: true }) }, context),
      curvature: 'ggn',
      steps,
      ...entry.defaults,
      evalEvery: 100,
      seed: 1,
      meter,
      mode,
      ...(every !== undefined && { budget: { every, known: {}, threads: 1 } }),
    }),
  );
}

const budgeted = (records: readonly StepRecord[]): number[] =>
  records.flatMap(({ step, budget }) => (budget === undefined ? [] : [step]));

/** With neither budget nor what depends on the wall clock. */
const bare = (records: readonly StepRecord[]) =>
  records.map((record) => {
    const { budget: _, device, ...others } = withoutWall(record);
    const { wallMsByStage: __, ...ofDevice } = device!;
    return { ...others, device: ofDevice };
  });

describe('budgets of a training', () => {
  test('come every so many steps and with the last, and change nothing else: no bit, no virtual time', async () => {
    const records = await recordsOf({ every: 3 });
    expect(budgeted(records)).toEqual([3, 6, 7]);
    expect(records[2]!.wallMs.budget).toBeGreaterThan(0);
    expect(records[1]!.wallMs).not.toHaveProperty('budget');
    expect(bare(records)).toEqual(bare(await recordsOf({})));
    expect(budgeted(await recordsOf({}))).toEqual([]);
  });

  test('hold a step against the exact answer at the parameters at which it was evaluated', async () => {
    for (const mode of ['sync', { kind: 'async', depth: 2 }] as const) {
      const records = await recordsOf({ every: 1, mode });
      expect(budgeted(records)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      const thetas = [new Array<number>(6).fill(0), ...records.map(({ parameters }) => [...parameters!])];
      for (const { step, staleness, budget, learningRate: rate } of records) {
        const { gradient, factor } = regressionAt(regression, thetas[step - 1 - staleness]!, step);
        const exact = solve(denseSystem(factor!, damping), [...gradient]);
        const taken = thetas[step - 1]!.map((value, i) => (value - thetas[step]![i]!) / rate);
        const off = Math.hypot(...taken.map((x, i) => x - exact[i]!)) / Math.hypot(...exact);
        expect(budget!.relativeError / off).toBeCloseTo(1, 3);
      }
    }
  });

  test('of a model in tiles have the tiling as a cause', async () => {
    const records = await recordsOf({ every: 7, cells: 4 });
    expect(budgeted(records)).toEqual([7]);
    const { parts, explained } = records[6]!.budget!;
    expect(parts.find(({ cause }) => cause === 'tiling')!.own).toBeGreaterThan(0.01);
    expect(Math.abs(explained - 1)).toBeLessThan(0.1);
  });

  test('are those of the estimate, whatever the optimizer makes of it', async () => {
    const records = await recordsOf({ every: 4, optimizer: 'tngd-adam' });
    expect(budgeted(records)).toEqual([4, 7]);
    expect(records[3]!.budget!.relativeError).toBeLessThan(2);
  });

  test('are not had every half step', async () => {
    await expect(recordsOf({ every: 0.5 })).rejects.toThrow(
      'budgetEvery must be a positive integer; found 0.5',
    );
  });
});
