import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../cost/host-meter.js';
import { losses } from '../losses/registry.js';
import { networkObjective } from '../objective/network-objective.js';
import type { Objective } from '../objective/objective.js';
import { optimizerNamed } from '../optimizers/registry.js';
import type { StepRecord } from '../training/step-record.js';
import type { TrainingPlan } from '../training/train.js';
import { networkNamed } from '../workloads/registry.js';
import { slowMachine } from './optimizer-context.js';
import { syntheticDataset } from './synthetic-dataset.js';

const dataset = syntheticDataset({ height: 6, width: 6, classes: 3 }, { train: 90, test: 1100 });

/** A small MLP on synthetic images, in batches of 16. */
export function tinyObjective({ seed = 1, batch = 16 } = {}): Objective {
  const model = networkNamed('mnist-mlp').model(dataset, { hidden: [8] });
  const loss = losses['softmax-cross-entropy'];
  return networkObjective({ model, loss, dataset, normalisation: 'unit', batch, seed, threads: 1 });
}

/** Twelve steps of it. */
export async function tinyPlan(
  optimizer: string,
  changes: Partial<TrainingPlan> = {},
): Promise<TrainingPlan> {
  const seed = changes.seed ?? 1;
  const objective = tinyObjective({ seed });
  const meter = new HostMeter(slowMachine, new VirtualClock());
  const entry = optimizerNamed(optimizer);
  const { parameterCount } = objective;
  return {
    objective,
    optimizer: await entry.create({}, { parameterCount, threads: 1, seed: 1, meter }),
    curvature: 'ggn',
    steps: 12,
    ...entry.defaults,
    evalEvery: 5,
    seed,
    meter,
    mode: 'sync',
    ...changes,
  };
}

export async function collect(training: AsyncIterable<StepRecord>): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  for await (const record of training) records.push(record);
  return records;
}

/** Everything of a record but wall-clock time. */
export function withoutWall({ wallMs: _, ...record }: StepRecord): Omit<StepRecord, 'wallMs'> {
  return record;
}
