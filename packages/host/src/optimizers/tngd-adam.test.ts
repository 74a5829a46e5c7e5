import { describe, expect, test } from '@jest/globals';
import type { Evaluation } from '../curvature/evaluation.js';
import { connectDense, DenseDevice, idealRecord } from '../driver/testing/dense-device.js';
import { randomProblem } from '../driver/testing/dense-problem.js';
import { optimizerContext } from '../testing/optimizer-context.js';
import { adam } from './adam.js';
import type { Optimizer } from './optimizer.js';
import type { OptimizerEntry } from './registry-entry.js';
import { tngd } from './tngd.js';
import { tngdAdam } from './tngd-adam.js';

const cells = 12;

function evaluation(seed: number): Evaluation {
  const { gradient, gradientPeak, factor } = randomProblem(seed, { cells, rows: 8, blockSize: 4 });
  return { loss: 1, parameters: new Float32Array(cells), gradient, gradientPeak, factor };
}

async function create(entry: OptimizerEntry, settings: object = {}): Promise<Optimizer> {
  const { client } = await connectDense(new DenseDevice(idealRecord));
  return entry.create(settings, { ...optimizerContext(cells), client });
}

describe('tngd-adam', () => {
  test('with no run time and a gradient start is adam, bit for bit', async () => {
    const optimizer = await create(tngdAdam, { runTime: 0, start: 'gradient', beta1: 0.8 });
    const plain = await adam.create({ beta1: 0.8 }, optimizerContext(cells));
    for (const step of [1, 2, 3]) {
      const { direction } = await optimizer.direction(evaluation(step), step);
      expect(direction).toEqual((await plain.direction(evaluation(step), step)).direction);
    }
  });

  test("without memory steps by the sign of tngd's estimate", async () => {
    const optimizer = await create(tngdAdam, { beta1: 0, beta2: 0 });
    const estimator = await create(tngd);
    for (const step of [1, 2, 3]) {
      const { direction, device } = await optimizer.direction(evaluation(step), step);
      const estimate = (await estimator.direction(evaluation(step), step)).direction;
      estimate.forEach((value, i) => expect(direction[i]).toBeCloseTo(Math.sign(value), 4));
      expect(device).toMatchObject({ start: 'previous' });
    }
  });

  test('submitted steps are those of waiting for each, if nothing comes between', async () => {
    const waiting = await create(tngdAdam);
    const submitting = await create(tngdAdam);
    for (const step of [1, 2, 3]) {
      const pending = await submitting.submit!(evaluation(step), step);
      const { direction } = await pending.collect();
      expect(direction).toEqual((await waiting.direction(evaluation(step), step)).direction);
    }
  });

  test('goes on from its snapshot as if there had been no break', async () => {
    const whole = await create(tngdAdam);
    for (const step of [1, 2]) await whole.direction(evaluation(step), step);
    const resumed = await create(tngdAdam);
    resumed.restore!(structuredClone(whole.snapshot!()));
    for (const step of [3, 4]) {
      const { direction } = await resumed.direction(evaluation(step), step);
      expect(direction).toEqual((await whole.direction(evaluation(step), step)).direction);
    }
  });

  test('needs a device', async () => {
    await expect(tngdAdam.create({}, optimizerContext(cells))).rejects.toThrow(
      'tngd-adam needs a connected device',
    );
  });
});
