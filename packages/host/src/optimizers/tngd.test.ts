import { describe, expect, test } from '@jest/globals';
import type { Evaluation } from '../curvature/evaluation.js';
import { codedRecord, connectDense, DenseDevice, idealRecord } from '../driver/testing/dense-device.js';
import { SpuDriver } from '../driver/spu-driver.js';
import { randomProblem, relativeError } from '../driver/testing/dense-problem.js';
import { optimizerContext } from '../testing/optimizer-context.js';
import type { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';
import { tngd } from './tngd.js';

const size = { cells: 12, rows: 8, blockSize: 4 };

function evaluation(seed: number): Evaluation {
  const { gradient, gradientPeak, factor } = randomProblem(seed, size);
  return { loss: 1, parameters: new Float32Array(size.cells), gradient, gradientPeak, accuracy: 0, factor };
}

async function create(settings: object, record = idealRecord): Promise<Optimizer> {
  const { client } = await connectDense(new DenseDevice(record));
  return tngd.create(settings, { ...optimizerContext(12), client });
}

describe('tngd', () => {
  test('with no run time and a gradient start is sgd, bit for bit', async () => {
    const optimizer = await create({ runTime: 0, start: 'gradient' });
    const plain = await sgd.create({}, optimizerContext(12));
    for (const seed of [1, 2, 3]) {
      const { direction } = await optimizer.direction(evaluation(seed), seed);
      expect(direction).toEqual((await plain.direction(evaluation(seed), seed)).direction);
    }
  });

  test('carryTime lets the cells relax on the problem before, as two runs of it would', async () => {
    const carried = await create({ carryTime: 1.5 });
    await carried.direction(evaluation(1), 1);
    const { direction, device } = await carried.direction(evaluation(2), 2);
    expect(device).toMatchObject({ carryTimeTau: { requested: 1.5 } });
    const { client } = await connectDense(new DenseDevice(idealRecord));
    const { meter } = optimizerContext(12);
    const driver = await SpuDriver.open(client, { range: 'track', threads: 1, seed: 1n, meter });
    const run = { damping: 0.2, start: 'previous', reads: 1 } as const;
    await driver.solve({ ...randomProblem(1, size), ...run, start: 'zero', runTimeTau: 2 });
    await driver.solve({ ...randomProblem(1, size), ...run, runTimeTau: 1.5 });
    const { solution } = await driver.solve({ ...randomProblem(2, size), ...run, runTimeTau: 2 });
    expect(relativeError(direction, solution)).toBeLessThan(1e-6);
    const plain = await create({});
    await plain.direction(evaluation(1), 1);
    expect(relativeError((await plain.direction(evaluation(2), 2)).direction, solution)).toBeGreaterThan(
      1e-3,
    );
  });

  test('tells what the device did', async () => {
    const optimizer = await create({}, codedRecord);
    const { device } = await optimizer.direction(evaluation(1), 1);
    expect(device).toMatchObject({ start: 'previous', startSent: 'zero', runTimeTau: { requested: 2 } });
  });

  test('goes on from its snapshot as if there had been no break', async () => {
    const whole = await create({});
    const first = await create({});
    for (const step of [1, 2]) {
      await whole.direction(evaluation(step), step);
      await first.direction(evaluation(step), step);
    }
    const second = await create({});
    second.restore!(structuredClone(first.snapshot!()));
    for (const step of [3, 4]) {
      const { direction } = await second.direction(evaluation(step), step);
      expect(direction).toEqual((await whole.direction(evaluation(step), step)).direction);
    }
  });

  test('goes on from a snapshot that was taken before the first step', async () => {
    const optimizer = await create({});
    optimizer.restore!(optimizer.snapshot!());
    const fresh = await create({});
    expect((await optimizer.direction(evaluation(1), 1)).direction).toEqual(
      (await fresh.direction(evaluation(1), 1)).direction,
    );
  });

  test('refuses settings it does not know, and a missing device', async () => {
    await expect(create({ runtime: 3 })).rejects.toThrow(/runtime/);
    await expect(tngd.create({}, optimizerContext(12))).rejects.toThrow('needs a connected device');
  });
});
