import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vjp } from '../autodiff/vjp.js';
import { reachable } from '../autodiff/order.js';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { compile } from '../runtime/program.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { fixture } from '../testing/fixture.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { relativeError } from '../testing/samples.js';
import { runs, seeds } from '../testing/shapes.js';
import { conv2d } from './conv2d.js';
import { tanh } from './tanh.js';

interface Case {
  readonly xShape: number[];
  readonly wShape: number[];
  readonly padding: number;
  readonly x: number[];
  readonly w: number[];
  readonly y: number[];
  readonly u: number[];
  readonly gx: number[];
  readonly gw: number[];
}

describe('conv2d', () => {
  test.each(['float32', 'float64'] as const)(
    'agrees with PyTorch, values and gradients, in %s',
    async (dtype) => {
      const accuracy = dtype === 'float32' ? 1e-6 : 1e-13;
      const array = (values: number[]) =>
        dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
      for (const each of fixture<Case[]>('conv')) {
        const graph = new Graph();
        const x = graph.input('x', each.xShape, dtype);
        const w = graph.input('w', each.wShape, dtype);
        const y = conv2d(x, w, { padding: each.padding });
        const [gx, gw] = vjp(y, graph.input('u', y.shape, dtype), [x, w]);
        const program = await compile({ y, gx: gx!, gw: gw! }, { threads: 1 });
        const result = await program.run({ x: array(each.x), w: array(each.w), u: array(each.u) });
        for (const name of ['y', 'gx', 'gw'] as const) {
          expect(relativeError(result[name] as Float32Array, each[name])).toBeLessThan(accuracy);
        }
        await program.release();
      }
    },
  );

  test('has the derivative of its differences, for any kernel and padding', async () => {
    const size = fc.integer({ min: 1, max: 3 });
    const cases = fc.record({
      batch: size,
      channels: size,
      outputs: size,
      height: fc.integer({ min: 3, max: 5 }),
      width: fc.integer({ min: 3, max: 5 }),
      kh: size,
      kw: size,
    });
    await fc.assert(
      fc.asyncProperty(cases, seeds, ({ batch, channels, outputs, height, width, kh, kw }, seed) => {
        const shapes = [
          [batch, channels, height, width],
          [outputs, channels, kh, kw],
        ];
        const padding = seed % Math.min(kh, kw);
        return checkDerivatives(([x, w]) => conv2d(x!, w!, { padding }), shapes, seed);
      }),
      { ...runs, numRuns: 12 },
    );
  });

  test('has the rows of one reverse pass each', async () => {
    await checkRows(
      {
        build: ([v, w], [x]) => asOutputs(conv2d(tanh(conv2d(x!, v!, { padding: 1 })), w!)),
        parameters: [
          [2, 1, 3, 3],
          [2, 2, 2, 3],
        ],
        examples: [[3, 1, 4, 3]],
      },
      5,
    );
  });

  test('takes the gradient by its weights as one product over the whole batch', () => {
    const graph = new Graph();
    const w = graph.input('w', [8, 3, 3, 3]);
    const y = conv2d(graph.input('x', [64, 3, 28, 28]), w, { padding: 1 });
    const [gradient] = vjp(y, graph.input('u', y.shape), [w]);
    const products = reachable([gradient!]).filter((tensor) => tensor.op.name === 'matmul');
    expect(products.map((tensor) => tensor.shape)).toEqual([[8, 27]]);
  });

  test('refuses channels that differ, a kernel larger than the image, and too much padding', () => {
    const graph = new Graph();
    const x = graph.input('x', [1, 2, 4, 4]);
    expect(() => conv2d(x, graph.input('a', [1, 3, 3, 3]))).toThrow(ShapeError);
    expect(() => conv2d(x, graph.input('b', [1, 2, 5, 5]))).toThrow('conv2d([1, 2, 4, 4], [1, 2, 5, 5])');
    expect(() => conv2d(x, graph.input('c', [1, 2, 3, 3]), { padding: 3 })).toThrow(ShapeError);
  });
});
