import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../cost/host-meter.js';
import { losses } from '../losses/registry.js';
import { optimizerNamed } from '../optimizers/registry.js';
import type { StepRecord } from '../training/step-record.js';
import type { TrainingPlan } from '../training/train.js';
import { workloadNamed } from '../workloads/registry.js';
import { slowMachine } from './optimizer-context.js';
import { syntheticDataset } from './synthetic-dataset.js';

const dataset = syntheticDataset({ height: 6, width: 6, classes: 3 }, { train: 90, test: 1100 });

/** Twelve steps of batch 16 of a small MLP on synthetic images. */
export async function tinyPlan(
  optimizer: string,
  changes: Partial<TrainingPlan> = {},
): Promise<TrainingPlan> {
  const model = workloadNamed('mnist-mlp').model(dataset, { hidden: [8] });
  const meter = new HostMeter(slowMachine, new VirtualClock());
  const entry = optimizerNamed(optimizer);
  return {
    model,
    loss: losses['softmax-cross-entropy'],
    dataset,
    normalisation: 'unit',
    optimizer: await entry.create({}, { parameterCount: model.parameterCount, threads: 1, seed: 1, meter }),
    curvature: 'ggn',
    steps: 12,
    batch: 16,
    ...entry.defaults,
    evalEvery: 5,
    seed: 1,
    threads: 1,
    meter,
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
