import { compile, Graph } from '@thermoloop/compute';
import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { losses } from '../losses/registry.js';
import type { Loss } from '../losses/loss.js';
import { syntheticDataset } from '../testing/synthetic-dataset.js';
import { networkObjective } from '../objective/network-objective.js';
import { networkNamed } from '../workloads/registry.js';
import {
  compileSmall,
  multiply,
  multiplyTransposed,
  probeDirections,
  relativeError,
  runSmall,
  smallProblem,
  softmaxRows,
} from '../testing/small-problem.js';
import { buildBatchGraph } from './batch-graph.js';
import { CurvatureKindError } from './curvature-kind-error.js';

async function drawnTargets(loss: Loss, outputs: Float64Array, noise: Float64Array, size: number) {
  const graph = new Graph();
  const examples = outputs.length / size;
  const z = graph.input('outputs', [examples, size], 'float64');
  const u = graph.input('noise', [examples, loss.predictiveNoise.perExample(size)], 'float64');
  const program = await compile({ targets: loss.drawTargets(z, u) }, { threads: 1 });
  const { targets } = await program.run({ outputs, noise });
  return targets as Float64Array;
}

describe('targets drawn from softmax outputs', () => {
  const crossEntropy = losses['softmax-cross-entropy'];

  test('are each class for a share p of evenly spaced uniforms', async () => {
    const count = 1000;
    const logits = [0.3, -1, 2, -40];
    const outputs = Float64Array.from({ length: count * 4 }, (_, i) => logits[i % 4]!);
    const noise = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
    const targets = await drawnTargets(crossEntropy, outputs, noise, 4);
    const p = softmaxRows(Float64Array.from(logits), 4);
    for (let k = 0; k < 4; k++) {
      const drawn = targets.reduce((sum, value, i) => (i % 4 === k ? sum + value : sum), 0);
      expect(Math.abs(drawn - count * p[k]!)).toBeLessThanOrEqual(1);
    }
  });

  test('are one class each, also at the ends of the uniforms and for certain predictions', async () => {
    const outputs = Float64Array.of(0, 0, 0, 90, 0, 0, 0, 0, 90, -90, 90, -90);
    const noise = Float64Array.of(0, 1 - 2 ** -32, 2 ** -24, 1 - 2 ** -32);
    const targets = await drawnTargets(crossEntropy, outputs, noise, 3);
    expect([...targets]).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0]);
  });
});

describe.each(['softmax-cross-entropy', 'squared-error'] as const)('mc-fisher under %s', (name) => {
  const loss = losses[name];
  const image = { height: 3, width: 3, classes: 4 };
  const problem = smallProblem('mnist-mlp', { hidden: [3], activation: 'tanh' }, image, 4, loss);
  const { model, batch, theta, images, targets } = problem;

  /** One draw of B, and the gradient that comes with it. */
  async function sampler() {
    const program = await compile(
      { ...buildBatchGraph(model, loss, 'mc-fisher', batch, 'float64') },
      { threads: 1 },
    );
    const { distribution, perExample } = loss.predictiveNoise;
    return async (draw: number) => {
      const noise = new Float64Array(batch * perExample(model.outputs));
      const stream = RandomStream.named('mc-fisher test', name, draw);
      if (distribution === 'uniform') stream.fillUniform(noise);
      else stream.fillNormal(noise);
      const { matrix, gradient, blocks } = await program.run({ theta, images, targets, noise });
      expect(blocks).toBeUndefined();
      return { matrix: matrix as Float64Array, gradient: gradient as Float64Array };
    };
  }

  test('has one row an example, and the gradient of the true targets', async () => {
    const { matrix, gradient } = await (await sampler())(0);
    expect(matrix).toHaveLength(batch * model.parameterCount);
    const reverse = await runSmall(await compileSmall(problem, 'gradient'), problem);
    expect(relativeError(gradient, reverse['gradient']!)).toBeLessThan(1e-12);
  });

  test('is ggn in expectation', async () => {
    const ggn = await runSmall(await compileSmall(problem, 'ggn'), problem);
    const size = model.outputs;
    const hessian = (v: Float64Array): number => {
      const jv = multiply(ggn['matrix']!, v);
      const p = softmaxRows(ggn['outputs']!, size);
      let sum = 0;
      for (let example = 0; example < batch; example++) {
        const rows = [...jv.subarray(example * size, (example + 1) * size)];
        const weights = [...p.subarray(example * size, (example + 1) * size)];
        const mean = rows.reduce((total, value, k) => total + weights[k]! * value, 0);
        sum += rows.reduce(
          (total, value, k) =>
            total + (name === 'squared-error' ? value ** 2 : weights[k]! * (value - mean) ** 2),
          0,
        );
      }
      return sum / batch;
    };
    // 3 probes a loss at 5 standard errors of a mean of 2000: false alarm 6 · 6e-7
    const draws = 2000;
    const probes = probeDirections(problem).slice(0, 3);
    const sums = probes.map(() => ({ first: 0, second: 0 }));
    const draw = await sampler();
    for (let i = 0; i < draws; i++) {
      const { matrix } = await draw(i);
      probes.forEach((v, k) => {
        const square = multiply(matrix, v).reduce((sum, value) => sum + value ** 2, 0);
        sums[k]!.first += square;
        sums[k]!.second += square ** 2;
      });
    }
    probes.forEach((v, k) => {
      const mean = sums[k]!.first / draws;
      const standardError = Math.sqrt((sums[k]!.second / draws - mean ** 2) / draws);
      expect(Math.abs(mean - hessian(v))).toBeLessThan(5 * standardError);
      expect(standardError).toBeLessThan(0.06 * mean);
    });
  });

  test('a row is Jᵀ(∂ℓ/∂z) / √b of its own example', async () => {
    const { matrix } = await (await sampler())(7);
    const ggn = await runSmall(await compileSmall(problem, 'ggn'), problem);
    const { distribution, perExample } = loss.predictiveNoise;
    const noise = new Float64Array(batch * perExample(model.outputs));
    const stream = RandomStream.named('mc-fisher test', name, 7);
    if (distribution === 'uniform') stream.fillUniform(noise);
    else stream.fillNormal(noise);
    const drawn = await drawnTargets(loss, ggn['outputs']!, noise, model.outputs);
    const prediction =
      name === 'squared-error' ? ggn['outputs']! : softmaxRows(ggn['outputs']!, model.outputs);
    for (let example = 0; example < batch; example++) {
      const cotangent = prediction.map((value, i) =>
        Math.floor(i / model.outputs) === example ? (value - drawn[i]!) / Math.sqrt(batch) : 0,
      );
      const row = matrix.subarray(example * model.parameterCount, (example + 1) * model.parameterCount);
      expect(relativeError(row, multiplyTransposed(ggn['matrix']!, cotangent))).toBeLessThan(1e-11);
    }
  });
});

describe('the objective of a network', () => {
  const dataset = syntheticDataset({ height: 4, width: 4, classes: 3 }, { train: 30, test: 10 });
  const objective = (seed: number) =>
    networkObjective({
      model: networkNamed('mnist-mlp').model(dataset, { hidden: [] }),
      loss: losses['softmax-cross-entropy'],
      dataset,
      normalisation: 'unit',
      batch: 5,
      seed,
      threads: 1,
    });

  test('draws by seed and step, whatever was evaluated before', async () => {
    const theta = objective(1).initialParameters(1);
    const matrixOf = async (seed: number, steps: number[]) => {
      const open = await objective(seed).open('mc-fisher');
      let matrix = new Float32Array();
      for (const step of steps) matrix = Float32Array.from((await open.evaluate(theta, step)).factor!.matrix);
      await open.release();
      return matrix;
    };
    const drawn = await matrixOf(1, [3]);
    expect(await matrixOf(1, [1, 2, 3])).toEqual(drawn);
    expect(await matrixOf(2, [3])).not.toEqual(drawn);
  });

  test('tells the size of its factors before it makes one', async () => {
    for (const kind of ['ggn', 'empirical-fisher', 'mc-fisher'] as const) {
      const open = await objective(1).open(kind);
      const { factor } = await open.evaluate(objective(1).initialParameters(1), 1);
      const blockSize = factor!.blocks && { blockSize: factor!.blocks.size };
      expect(objective(1).factorSize(kind)).toEqual({ rows: factor!.rows, ...blockSize });
      await open.release();
    }
  });

  test('has no Hessian', async () => {
    await expect(objective(1).open('hessian')).rejects.toThrow(CurvatureKindError);
    expect(() => objective(1).factorSize('hessian')).toThrow(
      /no curvature 'hessian': take --curvature ggn or empirical-fisher or mc-fisher/,
    );
  });
});
