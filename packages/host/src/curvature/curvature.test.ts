import { compile, jvp, vjp, Graph } from '@thermoloop/compute';
import { describe, expect, test } from '@jest/globals';
import { losses } from '../losses/registry.js';
import { bindModel } from '../model/bind.js';
import {
  centralDifference,
  compileSmall,
  multiply,
  multiplyTransposed,
  probeDirections,
  relativeError,
  runSmall,
  smallProblem,
  softmaxRows,
  type SmallProblem,
} from '../testing/small-problem.js';
import { multiplyBlocks } from '../natural-gradient/block-factor.js';

const crossEntropy = losses['softmax-cross-entropy'];
const squaredError = losses['squared-error'];
const image = { height: 9, width: 8, classes: 3 };

const problems: [string, SmallProblem][] = [
  ['mnist-cnn', smallProblem('mnist-cnn', {}, image, 4, crossEntropy)],
  ['mnist-mlp, relu, two layers', smallProblem('mnist-mlp', { hidden: [6, 5] }, image, 4, crossEntropy)],
  ['mnist-mlp, tanh', smallProblem('mnist-mlp', { hidden: [7], activation: 'tanh' }, image, 4, crossEntropy)],
  [
    'mnist-mlp, no hidden layer, squared error',
    smallProblem('mnist-mlp', { hidden: [] }, image, 4, squaredError),
  ],
];

/** (∂loss/∂outputs) of the mean loss, by hand. */
function outputCotangent({ loss, batch, model, targets }: SmallProblem, outputs: Float64Array): Float64Array {
  const prediction = loss.name === 'squared-error' ? outputs : softmaxRows(outputs, model.outputs);
  return prediction.map((value, i) => (value - targets[i]!) / batch);
}

/** J·v and Jᵀ·u by forward and reverse differentiation of the outputs, with θ as one input. */
async function jacobianProducts({ model, batch, theta, images }: SmallProblem) {
  const graph = new Graph();
  const thetaInput = graph.input('theta', [model.parameterCount], 'float64');
  const batchInput = graph.input('images', [batch, ...model.inputShape], 'float64');
  const v = graph.input('v', [model.parameterCount], 'float64');
  const u = graph.input('u', [batch, model.outputs], 'float64');
  const outputs = bindModel(model, thetaInput, batchInput);
  const forward = await compile({ product: jvp(outputs, new Map([[thetaInput, v]])) }, { threads: 1 });
  const reverse = await compile({ product: vjp(outputs, u, [thetaInput])[0]! }, { threads: 1 });
  return {
    times: async (direction: Float64Array) =>
      (await forward.run({ theta, images, v: direction }))['product'] as Float64Array,
    transposedTimes: async (cotangent: Float64Array) =>
      (await reverse.run({ theta, images, u: cotangent }))['product'] as Float64Array,
  };
}

describe.each(problems)('%s', (_, problem) => {
  const { model, batch, loss } = problem;

  test('the gradient is that of finite differences', async () => {
    const program = await compileSmall(problem, 'gradient');
    const { gradient } = await runSmall(program, problem);
    for (const v of probeDirections(problem)) {
      const expected = (await centralDifference(program, problem, 'loss', v))[0]!;
      const found = gradient!.reduce((sum, g, i) => sum + g * v[i]!, 0);
      expect(Math.abs(found - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
    }
  });

  test('ggn: B is the Jacobian of the outputs, by finite differences', async () => {
    const program = await compileSmall(problem, 'ggn');
    const { matrix } = await runSmall(program, problem);
    expect(matrix).toHaveLength(batch * model.outputs * model.parameterCount);
    for (const v of probeDirections(problem)) {
      const expected = await centralDifference(program, problem, 'outputs', v);
      multiply(matrix!, v).forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected[i]!)));
      });
    }
  });

  test('ggn: BᵀSBv is the product jvp, Hessian of the loss, vjp', async () => {
    const program = await compileSmall(problem, 'ggn');
    const { matrix, blocks, outputs } = await runSmall(program, problem);
    const jacobian = await jacobianProducts(problem);
    const d = model.outputs;
    const p = softmaxRows(outputs!, d);
    for (const v of probeDirections(problem).slice(0, 3)) {
      const jv = await jacobian.times(v);
      const hessianTimes = jv.map((value, i) => {
        if (loss.name === 'squared-error') return value / batch;
        const first = i - (i % d);
        let average = 0;
        for (let k = first; k < first + d; k++) average += p[k]! * jv[k]!;
        return (p[i]! * (value - average)) / batch;
      });
      const expected = await jacobian.transposedTimes(hessianTimes);
      const found = multiplyTransposed(matrix!, multiplyBlocks(blocks!, d, multiply(matrix!, v)));
      expect(relativeError(found, expected)).toBeLessThan(1e-11);
    }
  });

  test('ggn: the gradient is Bᵀu and equals the one of reverse differentiation', async () => {
    const {
      gradient,
      matrix,
      outputs,
      loss: meanLoss,
    } = await runSmall(await compileSmall(problem, 'ggn'), problem);
    const reverse = await runSmall(await compileSmall(problem, 'gradient'), problem);
    const byRows = multiplyTransposed(matrix!, outputCotangent(problem, outputs!));
    expect(relativeError(gradient!, byRows)).toBeLessThan(1e-12);
    expect(relativeError(gradient!, reverse['gradient']!)).toBeLessThan(1e-12);
    expect(meanLoss![0]).toBeCloseTo(reverse['loss']![0]!, 13);
  });

  test('empirical-fisher: row i is the gradient of example i / √b, and the rows sum to √b times the gradient', async () => {
    const { matrix, gradient, blocks } = await runSmall(
      await compileSmall(problem, 'empirical-fisher'),
      problem,
    );
    const ggn = await runSmall(await compileSmall(problem, 'ggn'), problem);
    const u = outputCotangent(problem, ggn['outputs']!);
    expect(blocks).toBeUndefined();
    expect(matrix).toHaveLength(batch * model.parameterCount);
    for (let example = 0; example < batch; example++) {
      const own = u.map((value, i) => (Math.floor(i / model.outputs) === example ? value * batch : 0));
      const expected = multiplyTransposed(ggn['matrix']!, own).map((value) => value / Math.sqrt(batch));
      const row = matrix!.subarray(example * model.parameterCount, (example + 1) * model.parameterCount);
      expect(relativeError(row, expected)).toBeLessThan(1e-11);
    }
    const sum = multiplyTransposed(matrix!, new Float64Array(batch).fill(1 / Math.sqrt(batch)));
    expect(relativeError(gradient!, sum)).toBeLessThan(1e-12);
    expect(relativeError(gradient!, ggn['gradient']!)).toBeLessThan(1e-12);
  });

  test.each(['ggn', 'empirical-fisher'] as const)('%s: peaks are the largest magnitudes', async (kind) => {
    const result = await runSmall(await compileSmall(problem, kind), problem);
    const largest = (values: Float64Array) =>
      values.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
    expect(result['matrixPeak']![0]).toBe(largest(result['matrix']!));
    expect(result['gradientPeak']![0]).toBe(largest(result['gradient']!));
  });
});

describe('the Hessian of softmax cross-entropy', () => {
  test('keeps its digits in float32 where a prediction is confident', async () => {
    const graph = new Graph();
    const outputs = graph.input('outputs', [1, 3], 'float32');
    const program = await compile({ hessian: crossEntropy.outputHessian(outputs) }, { threads: 1 });
    const { hessian } = await program.run({ outputs: Float32Array.of(16, 0, -1) });
    const [, p1, p2] = softmaxRows(Float64Array.of(16, 0, -1), 3) as unknown as [number, number, number];
    expect(relativeError([hessian![0] as number], [(1 - p1 - p2) * (p1 + p2)])).toBeLessThan(1e-5);
    const rowSums = [0, 3, 6].map((row) =>
      [0, 1, 2].reduce((sum, k) => sum + (hessian![row + k] as number), 0),
    );
    rowSums.forEach((sum) => expect(Math.abs(sum)).toBeLessThan(1e-6 * (p1 + p2)));
  });
});
