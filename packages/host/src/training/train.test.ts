import { describe, expect, test } from '@jest/globals';
import type { Optimizer } from '../optimizers/optimizer.js';
import { collect, tinyPlan, withoutWall } from '../testing/tiny-training.js';
import { DivergedError } from './diverged-error.js';
import { train } from './train.js';

const hostOptimizers = ['sgd', 'momentum', 'adam', 'ngd', 'ngd-woodbury'];

describe('training', () => {
  test.each(hostOptimizers)('%s: the same seed gives the same records and parameters', async (name) => {
    const first = train(await tinyPlan(name));
    const second = train(await tinyPlan(name));
    const records = (await collect(first)).map(withoutWall);
    expect(JSON.stringify((await collect(second)).map(withoutWall))).toBe(JSON.stringify(records));
    expect(second.snapshot().parameters).toEqual(first.snapshot().parameters);
    const other = (await collect(train(await tinyPlan(name, { seed: 2 })))).map(withoutWall);
    expect(other[0]!.loss).not.toBe(records[0]!.loss);
  });

  test.each(hostOptimizers)('%s: learns classes that can be told apart', async (name) => {
    const records = await collect(train(await tinyPlan(name, { steps: 60 })));
    const { testLoss, testAccuracy } = records.at(-1)!.evaluation!;
    expect(testAccuracy).toBeGreaterThan(0.9);
    expect(testLoss).toBeLessThan(0.7);
  });

  test('steps count from 1, and the test set is evaluated every `evalEvery` steps and at the end', async () => {
    const records = await collect(train(await tinyPlan('sgd')));
    expect(records.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(records.filter(({ evaluation }) => evaluation).map(({ step }) => step)).toEqual([5, 10, 12]);
    expect(records.filter(({ wallMs }) => wallMs.test !== undefined).map(({ step }) => step)).toEqual([
      5, 10, 12,
    ]);
  });

  test('sgd moves the parameters by η times the gradient', async () => {
    const plan = await tinyPlan('sgd', { steps: 1, learningRate: 0.25, schedule: 'constant' });
    let gradient = new Float32Array();
    const spy: Optimizer = {
      needs: 'gradient',
      direction: (evaluation) => {
        gradient = evaluation.gradient.slice();
        return Promise.resolve({ direction: evaluation.gradient });
      },
    };
    const training = train({ ...plan, optimizer: spy });
    const before = training.snapshot().parameters;
    const [record] = await collect(training);
    const after = training.snapshot().parameters;
    after.forEach((value, i) => expect(value).toBe(Math.fround(before[i]! - 0.25 * gradient[i]!)));
    expect(record!.gradientNorm).toBeCloseTo(Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)), 12);
  });

  test('the learning rate follows the schedule', async () => {
    const records = await collect(train(await tinyPlan('sgd', { learningRate: 0.2, schedule: 'cosine' })));
    records.forEach(({ step, learningRate }) => {
      expect(learningRate).toBeCloseTo(0.1 * (1 + Math.cos((Math.PI * (step - 1)) / 12)), 14);
    });
  });

  test.each(['momentum', 'adam', 'ngd-woodbury'])(
    '%s: goes on from a snapshot to the same bytes',
    async (name) => {
      const whole = train(await tinyPlan(name));
      const wholeRecords = await collect(whole);
      const part = train(await tinyPlan(name));
      for await (const record of part) if (record.step === 7) break;
      const rest = train(await tinyPlan(name, { from: part.snapshot() }));
      const restRecords = await collect(rest);
      expect(restRecords.map(({ step }) => step)).toEqual([8, 9, 10, 11, 12]);
      expect(restRecords.map(({ loss }) => loss)).toEqual(wholeRecords.slice(7).map(({ loss }) => loss));
      expect(rest.snapshot().parameters).toEqual(whole.snapshot().parameters);
    },
  );

  test('the snapshot of a model of another size is refused', async () => {
    const plan = await tinyPlan('sgd');
    expect(() =>
      train({
        ...plan,
        from: { step: 1, parameters: new Float32Array(3), optimizer: {}, virtualTimePs: 0n },
      }),
    ).toThrow(/the snapshot has 3 parameters, the objective 323/);
  });

  test.each([
    ['momentum', 1e9],
    ['sgd', 1e30],
  ])('%s with learning rate %d ends with the step at which it diverged', async (name, learningRate) => {
    const steps: number[] = [];
    const run = async () => {
      for await (const { step } of train(await tinyPlan(name, { learningRate, evalEvery: 100 })))
        steps.push(step);
    };
    const error: unknown = await run().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DivergedError);
    expect((error as DivergedError).step).toBe(steps.length + 1);
    expect((error as DivergedError).message).toMatch(/^diverged at step \d+: the loss is/);
  });

  test.each(['steps', 'evalEvery', 'checkpointEvery'] as const)(
    '%s must be a positive integer',
    async (setting) => {
      const plan = await tinyPlan('sgd');
      for (const value of [0, -1, 2.5, NaN]) {
        expect(() => train({ ...plan, [setting]: value })).toThrow(RangeError);
        expect(() => train({ ...plan, [setting]: value })).toThrow(setting);
      }
    },
  );

  test('virtual time is the sum of what the host was charged, and wall time is apart', async () => {
    const records = await collect(train(await tinyPlan('ngd-woodbury')));
    let total = 0;
    for (const record of records) {
      const byStage = Object.values(record.hostTimeSByStage).reduce((sum, time) => sum + time, 0);
      expect(record.hostTimeS).toBeCloseTo(byStage, 12);
      expect(record.hostEnergyJ).toBeCloseTo(2 * record.hostTimeS, 12);
      total += record.hostTimeS;
      expect(record.virtualTimeS).toBeCloseTo(total, 10);
      expect(Object.keys(record.hostTimeSByStage)).toEqual(['evaluate', 'direction', 'update']);
    }
  });
});
