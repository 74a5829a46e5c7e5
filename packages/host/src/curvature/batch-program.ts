import { compile, type Program } from '@thermoloop/compute';
import type { RandomStream } from '@thermoloop/sim-kernel';
import type { Work } from '../cost/machine-model.js';
import type { Batch } from '../data/mini-batches.js';
import type { Loss } from '../losses/loss.js';
import type { Model } from '../model/model.js';
import { buildBatchGraph, type BatchGraphKind } from './batch-graph.js';
import { countCorrect } from './classification.js';
import { drawsNoise } from './curvature-kind.js';
import type { CurvatureFactor } from './curvature-factor.js';
import type { Evaluation } from './evaluation.js';
import { float32Output, scalarOutput } from './program-outputs.js';

/** One compiled program for mini-batches of one size. */
export interface BatchProgram {
  readonly cost: Work;
  /**
   * Loss, gradient and, unless the kind is `gradient`, the curvature factor at `theta` [N].
   * @param draws what a kind that draws (`mc-fisher`) takes its random numbers from; Error without
   */
  evaluate(theta: Float32Array, batch: Batch, draws?: RandomStream): Promise<Evaluation>;
  release(): Promise<void>;
}

export async function compileBatchProgram(
  model: Model,
  loss: Loss,
  kind: BatchGraphKind,
  batchSize: number,
  threads: number,
): Promise<BatchProgram> {
  const program: Program = await compile({ ...buildBatchGraph(model, loss, kind, batchSize) }, { threads });
  const factorOf = (outputs: Awaited<ReturnType<Program['run']>>): CurvatureFactor => {
    const matrix = float32Output(outputs, 'matrix');
    const blocks = outputs['blocks'] && { size: model.outputs, values: float32Output(outputs, 'blocks') };
    return {
      rows: matrix.length / model.parameterCount,
      columns: model.parameterCount,
      matrix,
      matrixPeak: scalarOutput(outputs, 'matrixPeak'),
      ...(blocks && { blocks }),
    };
  };
  return {
    cost: program.cost,
    evaluate: async (theta, { images, targets, labels }, draws) => {
      const noise = drawsNoise(kind) ? predictiveNoise(loss, batchSize, model.outputs, draws) : undefined;
      const outputs = await program.run({ theta, images, targets, ...(noise && { noise }) });
      return {
        parameters: theta,
        loss: scalarOutput(outputs, 'loss'),
        gradient: float32Output(outputs, 'gradient'),
        gradientPeak: scalarOutput(outputs, 'gradientPeak'),
        accuracy:
          countCorrect(float32Output(outputs, 'outputs'), labels, model.outputs, batchSize) / batchSize,
        ...(kind !== 'gradient' && { factor: factorOf(outputs) }),
      };
    },
    release: () => program.release(),
  };
}

function predictiveNoise(loss: Loss, batch: number, outputs: number, draws?: RandomStream): Float32Array {
  if (draws === undefined) throw new Error('a curvature that draws targets needs a random stream');
  const { distribution, perExample } = loss.predictiveNoise;
  const noise = new Float32Array(batch * perExample(outputs));
  if (distribution === 'uniform') draws.fillUniform(noise);
  else draws.fillNormal(noise);
  return noise;
}
