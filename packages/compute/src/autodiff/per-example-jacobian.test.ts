import { describe, expect, test } from '@jest/globals';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { addBias } from '../ops/add-bias.js';
import { concat } from '../ops/concat.js';
import { matmul } from '../ops/matmul.js';
import { mul } from '../ops/mul.js';
import { reduceMax } from '../ops/reduce-max.js';
import { relu } from '../ops/relu.js';
import { reshape } from '../ops/reshape.js';
import { slice } from '../ops/slice.js';
import { softmax } from '../ops/softmax.js';
import { sub } from '../ops/sub.js';
import { tanh } from '../ops/tanh.js';
import { compile } from '../runtime/program.js';
import { convolutionalNetwork } from '../testing/convolutional-network.js';
import { fixture } from '../testing/fixture.js';
import { type RowCase, checkRows } from '../testing/rows.js';
import { normals, relativeError } from '../testing/samples.js';
import { reachable } from './order.js';
import { perExampleJacobian } from './per-example-jacobian.js';
import { vjp } from './vjp.js';

interface Network {
  readonly theta: number[];
  readonly images: number[];
  readonly labels: number[];
  readonly logits: number[];
  readonly losses: number[];
  readonly gradient: number[];
  readonly rows: number[];
}

const reference = fixture<Network>('network');
const targets = reference.labels.flatMap((label) => [0, 1, 2, 3].map((c) => (c === label ? 1 : 0)));

describe('the rows of a conv-pool-conv-pool-dense network', () => {
  test.each(['float32', 'float64'] as const)(
    'are those of PyTorch, as are loss and gradient, in %s',
    async (dtype) => {
      const network = convolutionalNetwork({ batch: 3, side: 8, channels: [2, 3], outputs: 4 }, dtype);
      const [rows] = perExampleJacobian(network.logits, [network.theta]);
      const [gradient] = vjp(network.loss, network.graph.scalar(1, dtype), [network.theta]);
      expect(rows!.shape).toEqual([3, 4, reference.theta.length]);
      const outputs = { logits: network.logits, loss: network.loss, rows: rows!, gradient: gradient! };
      const program = await compile(outputs, { threads: 1 });
      const array = (values: number[]) =>
        dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
      const result = (await program.run({
        theta: array(reference.theta),
        images: array(reference.images),
        targets: array(targets),
      })) as Record<string, Float32Array>;
      await program.release();
      const accuracy = dtype === 'float32' ? 2e-6 : 1e-13;
      const meanLoss = reference.losses.reduce((a, b) => a + b) / 3;
      expect(relativeError(result['logits']!, reference.logits)).toBeLessThan(accuracy);
      expect(relativeError(result['loss']!, [meanLoss])).toBeLessThan(accuracy);
      expect(relativeError(result['gradient']!, reference.gradient)).toBeLessThan(accuracy);
      expect(relativeError(result['rows']!, reference.rows)).toBeLessThan(accuracy);
    },
  );

  test('are the central differences of the outputs, away from kinks', async () => {
    const batch = 2;
    const network = convolutionalNetwork({ batch, side: 6, channels: [2, 2], outputs: 3 }, 'float64');
    const n = network.theta.shape[0]!;
    const [rows] = perExampleJacobian(network.logits, [network.theta]);
    const program = await compile({ rows: rows!, logits: network.logits }, { threads: 1 });
    const theta = normals(n, 5, 'theta');
    const images = normals(batch * 36, 5, 'images');
    const at = async (values: Float64Array) =>
      (await program.run({ theta: values, images, targets: new Float64Array(batch * 3) })) as Record<
        string,
        Float64Array
      >;
    const jacobian = (await at(theta))['rows']!;
    const step = 1e-6;
    let worst = 0;
    for (let p = 0; p < n; p++) {
      const ahead = (await at(theta.map((value, i) => (i === p ? value + step : value))))['logits']!;
      const behind = (await at(theta.map((value, i) => (i === p ? value - step : value))))['logits']!;
      for (let row = 0; row < batch * 3; row++) {
        const difference = (ahead[row]! - behind[row]!) / (2 * step);
        worst = Math.max(worst, Math.abs(difference - jacobian[row * n + p]!));
      }
    }
    await program.release();
    expect(worst).toBeLessThan(1e-7);
  });

  test('are made by batched products: the graph does not grow with the batch or the outputs', () => {
    const count = (batch: number, outputs: number) => {
      const network = convolutionalNetwork({ batch, side: 8, channels: [2, 3], outputs });
      return reachable(perExampleJacobian(network.logits, [network.theta])).length;
    };
    expect(count(32, 10)).toBe(count(2, 3));
  });

  test('of slices of one parameter vector are joined by one Concat, without Pad', () => {
    const network = convolutionalNetwork({ batch: 2, side: 8, channels: [2, 3], outputs: 4 });
    const [rows] = perExampleJacobian(network.logits, [network.theta]);
    expect(rows!.op.name).toBe('concat');
    expect(rows!.inputs).toHaveLength(6);
    expect(rows!.inputs.some((part) => part.op.name === 'pad')).toBe(false);
  });
});

describe('perExampleJacobian', () => {
  test('takes cotangents of its own, one row for the empirical Fisher say', async () => {
    const build: RowCase['build'] = ([w, v, b], [x]) =>
      addBias(matmul(relu(matmul(x!, w!, { transposeB: true })), v!, { transposeB: true }), b!);
    for (const cotangentRows of [1, 5]) {
      await checkRows(
        { build, parameters: [[4, 3], [2, 4], [2]], examples: [[3, 3]], cotangentRows },
        cotangentRows,
      );
    }
  });

  test('repeats rows that all examples share', async () => {
    await checkRows({ build: ([b], [x]) => addBias(x!, b!), parameters: [[2]], examples: [[3, 2]] }, 1);
  });

  test('accepts a batch of one', async () => {
    await checkRows(
      {
        build: ([w, b], [x]) => tanh(addBias(matmul(x!, w!, { transposeB: true }), b!)),
        parameters: [[2, 3], [2]],
        examples: [[1, 3]],
      },
      1,
    );
  });

  test('adds up the uses of a parameter, overlapping slices and gaps included', async () => {
    await checkRows(
      {
        build: ([p], [x]) => {
          const w = reshape(slice(p!, 0, 1, 7), [2, 3]);
          const hidden = tanh(matmul(x!, w, { transposeB: true }));
          return mul(concat([hidden, matmul(x!, w, { transposeB: true })], 1), slice(p!, 0, 5, 9));
        },
        parameters: [[11]],
        examples: [[4, 3]],
      },
      3,
    );
  });

  test('holds operands that are given but not differentiated fixed', async () => {
    await checkRows(
      {
        build: ([p], [x, y]) => softmax(sub(mul(matmul(x!, p!), y!), tanh(y!))),
        parameters: [[3, 2]],
        examples: [
          [4, 3],
          [4, 2],
        ],
      },
      3,
    );
  });

  test('gives zeros for a parameter that the output does not use', async () => {
    const graph = new Graph();
    const [rows] = perExampleJacobian(graph.input('x', [2, 3]), [graph.input('p', [4])]);
    const program = await compile({ rows: rows! }, { threads: 1 });
    const result = await program.run({});
    expect(rows!.shape).toEqual([2, 3, 4]);
    expect(Array.from(result['rows']!)).toEqual(new Array<number>(24).fill(0));
    await program.release();
  });

  test('gives the derivative by a per-example input example by example', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 2]);
    const z = matmul(x, graph.constant(Float32Array.of(1, 2, 3, 4), [2, 2]));
    const [rows] = perExampleJacobian(z, [matmul(x, graph.identity(2))]);
    expect(rows!.shape).toEqual([2, 2, 2, 2]);
  });

  test('refuses outputs and cotangents of the wrong shape, and ops without a row rule', () => {
    const graph = new Graph();
    const p = graph.input('p', [3]);
    const y = mul(graph.input('x', [2, 3]), p);
    expect(() => perExampleJacobian(p, [p])).toThrow(ShapeError);
    expect(() => perExampleJacobian(y, [p], graph.input('c', [2, 3]))).toThrow(ShapeError);
    const maximum = mul(y, reduceMax(y, [1], true));
    expect(() => perExampleJacobian(maximum, [p])).toThrow('reduceMax has no per-example row rule');
    const examples = graph.input('q', [3, 3]);
    expect(() =>
      perExampleJacobian(mul(examples, matmul(reshape(p, [3, 1]), reshape(p, [1, 3]))), [p]),
    ).toThrow(DerivativeError);
  });
});
