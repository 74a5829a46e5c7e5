import { VirtualClock } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import { HostMeter } from '../cost/host-meter.js';
import { readMnist } from '../data/mnist.js';
import { losses } from '../losses/registry.js';
import { networkObjective } from '../objective/network-objective.js';
import { optimizerNamed } from '../optimizers/registry.js';
import { slowMachine } from '../testing/optimizer-context.js';
import { collect } from '../testing/tiny-training.js';
import { networkNamed } from '../workloads/registry.js';
import { train } from './train.js';

test('mnist-mlp with adam is right on more than 92 % of the MNIST test set after 300 steps of 64', async () => {
  const dataset = await readMnist();
  const workload = networkNamed('mnist-mlp');
  const model = workload.model(dataset, {});
  const objective = networkObjective({
    model,
    loss: losses[workload.loss],
    dataset,
    normalisation: workload.normalisation,
    batch: workload.defaults.batch,
    seed: 1,
    threads: 2,
  });
  const meter = new HostMeter(slowMachine, new VirtualClock());
  const adam = optimizerNamed('adam');
  const records = await collect(
    train({
      objective,
      optimizer: await adam.create({}, { parameterCount: model.parameterCount, threads: 2, seed: 1, meter }),
      curvature: 'ggn',
      steps: workload.defaults.steps,
      ...adam.defaults,
      evalEvery: 300,
      seed: 1,
      meter,
      mode: 'sync',
    }),
  );
  expect(records.at(-1)!.evaluation!.testAccuracy).toBeGreaterThan(0.92);
});
