import { ArrayId } from '@thermoloop/protocol';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { HostMeter } from '../cost/host-meter.js';
import { CurvatureKindError } from '../curvature/curvature-kind-error.js';
import { codedRecord, connectDense, DenseDevice, idealRecord } from '../driver/testing/dense-device.js';
import { optimizerNamed, optimizers } from '../optimizers/registry.js';
import { slowMachine } from '../testing/optimizer-context.js';
import type { StepRecord } from '../training/step-record.js';
import { train } from '../training/train.js';
import { workloadNamed } from '../workloads/registry.js';
import { tuned } from '../workloads/tuned.js';
import { landscapeObjective } from './landscape-objective.js';
import { landscapePaths } from './landscape-paths.js';
import { compileLandscape, type LandscapeSpec } from './landscape.js';

const workload = workloadNamed('landscape');
const rosenbrock = workload.settings.parse({}) as LandscapeSpec;

async function run(
  name: string,
  steps: number,
  settings: object = {},
  device?: DenseDevice,
  learningRate?: number,
): Promise<StepRecord[]> {
  const entry = optimizerNamed(name);
  const proposed = tuned(workload, entry);
  const objective = workload.objective({}, { seed: 1, threads: 1 });
  const connected = device && (await connectDense(device));
  const meter = new HostMeter(slowMachine, connected?.clock ?? new VirtualClock());
  const optimizer = await entry.create(
    { ...proposed.settings, ...settings },
    { parameterCount: 2, threads: 1, seed: 1, meter, ...(connected && { client: connected.client }) },
  );
  const records: StepRecord[] = [];
  for await (const record of train({
    objective,
    optimizer,
    curvature: 'hessian',
    steps,
    learningRate: learningRate ?? proposed.learningRate,
    schedule: proposed.schedule,
    evalEvery: steps,
    seed: 1,
    meter,
    mode: 'sync',
  }))
    records.push(record);
  await optimizer.close?.();
  return records;
}

const finalLoss = (records: readonly StepRecord[]) => records.at(-1)!.evaluation!.testLoss;

describe('the workload landscape', () => {
  test('is Rosenbrock: 24.2 at the start, minimum 0 at (1, 1)', () => {
    const landscape = compileLandscape(rosenbrock);
    expect(landscape.value(landscape.start)).toBeCloseTo(24.2, 12);
    expect(landscape.value([1, 1])).toBe(0);
    landscape.gradient([1, 1]).forEach((slope) => expect(Math.abs(slope)).toBe(0));
  });

  test('evaluates loss, gradient and B = I, S = Hessian in one block', async () => {
    const objective = workload.objective({}, { seed: 1, threads: 1 });
    expect(objective.factorSize('hessian')).toEqual({ rows: 2, blockSize: 2 });
    const open = await objective.open('hessian');
    const { loss, gradient, gradientPeak, factor, accuracy } = await open.evaluate(Float32Array.of(-1, 2), 1);
    expect(loss).toBe(104);
    expect([...gradient]).toEqual([396, 200]);
    expect(gradientPeak).toBe(396);
    expect(accuracy).toBeUndefined();
    expect(factor).toMatchObject({ rows: 2, columns: 2, matrixPeak: 1 });
    expect([...factor!.matrix]).toEqual([1, 0, 0, 1]);
    expect([...factor!.blocks!.values]).toEqual([402, 400, 400, 200]);
    expect((await (await objective.open('gradient')).evaluate(Float32Array.of(-1, 2), 1)).factor).toBe(
      undefined,
    );
    expect(open.cost.flops).toBeGreaterThan(20);
  });

  test('has no curvature but the Hessian', async () => {
    const objective = landscapeObjective(compileLandscape(rosenbrock));
    await expect(objective.open('ggn')).rejects.toThrow(CurvatureKindError);
    expect(() => objective.factorSize('ggn')).toThrow(
      /a landscape has no curvature 'ggn': take --curvature hessian/,
    );
  });

  test('refuses settings it does not have', () => {
    expect(() => workload.objective({ expresion: 'x*y' }, { seed: 1, threads: 1 })).toThrow(/expresion/);
  });

  test('has a tuning for optimizers that exist, each of settings that they have', () => {
    for (const [name, { learningRate: _, schedule: __, ...settings }] of Object.entries(workload.tuning)) {
      expect(optimizerNamed(name).settings.safeParse(settings).success).toBe(true);
    }
    expect(Object.keys(workload.tuning).sort()).toEqual(optimizers.map(({ name }) => name).sort());
  });

  test('records the position after each step', async () => {
    const [first, second] = await run('sgd', 2);
    const expected = compileLandscape(rosenbrock).start.map(
      (c, i) => c - 0.001 * compileLandscape(rosenbrock).gradient([-1.2, 1])[i]!,
    );
    first!.parameters!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    expect(second!.loss).toBeCloseTo(compileLandscape(rosenbrock).value(first!.parameters!), 9);
    expect(first!.batchAccuracy).toBeUndefined();
    expect(second!.evaluation!.testAccuracy).toBeUndefined();
  });
});

describe('optimizers on Rosenbrock', () => {
  test('ngd with little damping finds the minimum in a dozen whole steps', async () => {
    const records = await run('ngd', 12, { damping: 0.1 }, undefined, 1);
    expect(finalLoss(records)).toBeLessThan(1e-9);
    records.at(-1)!.parameters!.forEach((value) => expect(value).toBeCloseTo(1, 4));
  });

  test('those without a device run at their defaults, second order to the minimum', async () => {
    const names = optimizers.filter(({ needsDevice }) => !needsDevice).map(({ name }) => name);
    const paths = await landscapePaths(rosenbrock, names, workload.defaults.steps);
    for (const { optimizer, positions, losses, diverged } of paths) {
      expect(diverged).toBe(false);
      expect(positions).toHaveLength(workload.defaults.steps + 1);
      expect(losses[0]).toBeCloseTo(24.2, 4);
      expect(losses.at(-1)).toBeLessThan(optimizer.startsWith('ngd') ? 1e-9 : 4);
    }
  });

  test('the natural gradient paths are one path, whatever the solver', async () => {
    const [dense, ...others] = await landscapePaths(rosenbrock, ['ngd', 'ngd-cg', 'ngd-woodbury'], 30);
    for (const path of others) {
      path.positions.forEach((position, step) =>
        position.forEach((value, i) =>
          expect(Math.abs(value - dense!.positions[step]![i]!)).toBeLessThan(5e-3),
        ),
      );
    }
  });

  test('a path that leaves the landscape ends there', async () => {
    const [path] = await landscapePaths({ ...rosenbrock, constants: { a: 1, b: 1e5 } }, ['sgd'], 50);
    expect(path!.diverged).toBe(true);
    expect(path!.positions.length).toBeLessThan(50);
    expect(path!.losses.at(-1)).toBeGreaterThan(path!.losses[0]!);
  });

  test('a path ends, and says why, where its method has no step', async () => {
    const saddle = { expression: 'x^2 - y^2 + y^4', constants: {}, startAt: { x: 1, y: 0.1 } };
    const [newton, descent] = await landscapePaths(saddle, ['ngd', 'adam'], 5);
    expect(newton).toMatchObject({ diverged: false, losses: [expect.closeTo(0.9901, 4)] });
    expect(newton!.stopped).toMatch(/not positive definite/);
    expect(descent!.positions).toHaveLength(6);
    expect(descent!.stopped).toBeUndefined();
  });

  test('a comparison refuses an optimizer that needs a device', async () => {
    await expect(landscapePaths(rosenbrock, ['tngd'], 3)).rejects.toThrow('tngd needs a device');
  });

  test('tngd on a device of 8 bits follows the valley to its end', async () => {
    const records = await run('tngd', 100, {}, new DenseDevice(codedRecord));
    expect(finalLoss(records)).toBeLessThan(1e-3);
    for (const { step, parameters } of records) {
      const [x, y] = parameters as [number, number];
      if (step > 3) expect(Math.abs(y - x ** 2)).toBeLessThan(0.1);
    }
  });

  test('tngd-adam on a device of 8 bits gets there too', async () => {
    expect(finalLoss(await run('tngd-adam', 200, {}, new DenseDevice(codedRecord)))).toBeLessThan(1e-2);
  });

  test('tngd at equilibrium takes the steps of ngd', async () => {
    const records = await run('tngd', 20, { runTime: 50, start: 'zero' }, new DenseDevice(idealRecord));
    const expected = await run('ngd', 20, { damping: 5 });
    records.forEach(({ parameters }, step) =>
      parameters!.forEach((value, i) => expect(value).toBeCloseTo(expected[step]!.parameters![i]!, 4)),
    );
  });

  test('the Hessian goes to the device as one symmetric block, each code within half a step', async () => {
    const device = new DenseDevice(codedRecord);
    const [record] = await run('tngd', 1, {}, device);
    const codes = [...device.codes.get(ArrayId.BLOCKS)!];
    expect(codes[1]).toBe(codes[2]);
    const { blocks: scale } = record!.device!.codeScales;
    const hessian = compileLandscape(rosenbrock).hessian([-1.2, 1]);
    codes.forEach((code, i) =>
      expect(Math.abs(code * scale - hessian[i]!)).toBeLessThanOrEqual(0.501 * scale),
    );
    expect(record!.device!.clipped.blocks).toBe(0);
  });
});
