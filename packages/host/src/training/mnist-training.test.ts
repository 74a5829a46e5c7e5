import { VirtualClock } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import { HostMeter } from '../cost/host-meter.js';
import { readMnist } from '../data/mnist.js';
import { losses } from '../losses/registry.js';
import { optimizerNamed } from '../optimizers/registry.js';
import { slowMachine } from '../testing/optimizer-context.js';
import { collect } from '../testing/tiny-training.js';
import { workloadNamed } from '../workloads/registry.js';
import { train } from './train.js';

test('mnist-mlp with adam is right on more than 92 % of the MNIST test set after 300 steps of 64', async () => {
  const dataset = await readMnist();
  const workload = workloadNamed('mnist-mlp');
  const model = workload.model(dataset, {});
  const meter = new HostMeter(slowMachine, new VirtualClock());
  const adam = optimizerNamed('adam');
  const records = await collect(
    train({
      model,
      loss: losses[workload.loss],
      dataset,
      normalisation: workload.normalisation,
      optimizer: await adam.create({}, { parameterCount: model.parameterCount, threads: 2, seed: 1, meter }),
      curvature: 'ggn',
      ...workload.defaults,
      ...adam.defaults,
      evalEvery: 300,
      seed: 1,
      threads: 2,
      meter,
    }),
  );
  expect(records.at(-1)!.evaluation!.testAccuracy).toBeGreaterThan(0.92);
});
