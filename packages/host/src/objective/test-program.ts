import { compile, Graph } from '@thermoloop/compute';
import { countCorrect } from '../curvature/classification.js';
import { float32Output } from '../curvature/program-outputs.js';
import type { Dataset } from '../data/dataset.js';
import { gatherBatch } from '../data/mini-batches.js';
import type { PixelTable } from '../data/normalisation.js';
import type { Loss } from '../losses/loss.js';
import { bindModel } from '../model/bind.js';
import type { Model } from '../model/model.js';
import type { TestResult } from './objective.js';

export interface TestProgram {
  /** Loss and accuracy at `theta` [N] over the whole test set. */
  evaluate(theta: Float32Array): Promise<TestResult>;
  release(): Promise<void>;
}

const chunkSize = 500;

/** Compiles the forward pass for chunks of the test set; the last chunk is padded and the padding not counted. */
export async function compileTestProgram(
  model: Model,
  loss: Loss,
  dataset: Dataset,
  table: PixelTable,
  threads: number,
): Promise<TestProgram> {
  const graph = new Graph();
  const size = Math.min(chunkSize, dataset.test.count);
  const theta = graph.input('theta', [model.parameterCount], 'float32');
  const images = graph.input('images', [size, ...model.inputShape], 'float32');
  const targets = graph.input('targets', [size, model.outputs], 'float32');
  const outputs = bindModel(model, theta, images);
  const program = await compile({ outputs, losses: loss.perExample(outputs, targets) }, { threads });
  const { test } = dataset;
  return {
    evaluate: async (parameters) => {
      let lossSum = 0;
      let correct = 0;
      for (let from = 0; from < test.count; from += size) {
        const count = Math.min(size, test.count - from);
        const indices = Int32Array.from({ length: count }, (_, i) => from + i);
        const batch = gatherBatch(dataset, test, indices, table, size);
        const result = await program.run({ theta: parameters, images: batch.images, targets: batch.targets });
        const losses = float32Output(result, 'losses');
        for (let i = 0; i < count; i++) lossSum += losses[i]!;
        correct += countCorrect(float32Output(result, 'outputs'), batch.labels, model.outputs, count);
      }
      return { testLoss: lossSum / test.count, testAccuracy: correct / test.count };
    },
    release: () => program.release(),
  };
}
