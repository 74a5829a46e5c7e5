import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perExampleJacobian } from '../autodiff/per-example-jacobian.js';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { runs, seeds } from '../testing/shapes.js';
import { costOf } from '../runtime/cost.js';
import { matmul } from './matmul.js';
import { tanh } from './tanh.js';

const size = fc.integer({ min: 1, max: 4 });

describe('matmul', () => {
  test('multiplies matrices, either one transposed', async () => {
    const a = f32([1, 2, 3, 4, 5, 6], [2, 3]);
    const b = f32([1, 0, 2, -1, 1, 1], [3, 2]);
    expect(await evaluate((x, y) => matmul(x, y), a, b)).toEqual([8, 1, 20, 1]);
    const bTransposed = f32([1, 2, 1, 0, -1, 1], [2, 3]);
    expect(await evaluate((x, y) => matmul(x, y, { transposeB: true }), a, bTransposed)).toEqual([
      8, 1, 20, 1,
    ]);
    const aTransposed = f32([1, 4, 2, 5, 3, 6], [3, 2]);
    expect(await evaluate((x, y) => matmul(x, y, { transposeA: true }), aTransposed, b)).toEqual([
      8, 1, 20, 1,
    ]);
  });

  test('multiplies batches, stretching leading axes', async () => {
    const a = f32([1, 2, 3, 4], [2, 1, 2]);
    const b = f32([1, 1, 1, 2], [2, 2]);
    expect(await evaluate((x, y) => matmul(x, y, { transposeB: true }), a, b)).toEqual([3, 5, 7, 11]);
  });

  test('has the derivative of its differences, for every transposition and stretched batch', async () => {
    const lead = fc.constantFrom<readonly [number[], number[]]>(
      [[], []],
      [[3], []],
      [[], [3]],
      [[2, 3], [3]],
      [
        [2, 1],
        [1, 3],
      ],
    );
    await fc.assert(
      fc.asyncProperty(
        lead,
        fc.tuple(size, size, size),
        fc.boolean(),
        fc.boolean(),
        seeds,
        ([leadA, leadB], [m, k, n], transposeA, transposeB, seed) => {
          const a = [...leadA, ...(transposeA ? [k, m] : [m, k])];
          const b = [...leadB, ...(transposeB ? [n, k] : [k, n])];
          return checkDerivatives(([x, y]) => matmul(x!, y!, { transposeA, transposeB }), [a, b], seed);
        },
      ),
      { ...runs, numRuns: 24 },
    );
  });

  test('has the rows of one reverse pass each: dense layers in both layouts', async () => {
    await checkRows(
      {
        build: ([v, w], [x]) => matmul(tanh(matmul(x!, v!, { transposeB: true })), w!),
        parameters: [
          [4, 3],
          [4, 2],
        ],
        examples: [[5, 3]],
      },
      7,
    );
  });

  test('has the rows of one reverse pass each: a wide layer stored [in, out]', async () => {
    await checkRows(
      {
        build: ([w], [x]) => matmul(tanh(matmul(x!, w!)), w!, { transposeB: true }),
        parameters: [[3, 70]],
        examples: [[2, 3]],
      },
      7,
    );
  });

  test('has the rows of one reverse pass each: positions inside an example', async () => {
    await checkRows(
      {
        build: ([v, w], [x]) =>
          asOutputs(matmul(w!, tanh(matmul(x!, v!)), { transposeA: true, transposeB: true })),
        parameters: [
          [3, 4],
          [4, 2],
        ],
        examples: [[3, 2, 3]],
      },
      8,
    );
  });

  test('has the rows of one reverse pass each: products of two activations, and of two parameters', async () => {
    await checkRows(
      {
        build: ([v, w], [x]) => {
          const y = tanh(matmul(x!, matmul(v!, w!, { transposeA: true })));
          return asOutputs(matmul(matmul(y, y, { transposeB: true }), y));
        },
        parameters: [
          [2, 3],
          [2, 3],
        ],
        examples: [[3, 2, 3]],
      },
      9,
    );
  });

  test('refuses rows of a product between examples', () => {
    const graph = new Graph();
    const p = graph.input('p', [3, 2]);
    const y = matmul(graph.input('x', [4, 3]), p);
    expect(() => perExampleJacobian(matmul(y, y, { transposeB: true }), [p])).toThrow(DerivativeError);
  });

  test('refuses vectors and inner axes that differ, naming the shapes', () => {
    const graph = new Graph();
    const a = graph.input('a', [2, 3]);
    expect(() => matmul(a, graph.input('v', [3]))).toThrow(ShapeError);
    expect(() => matmul(a, graph.input('b', [2, 3]))).toThrow('matmul([2, 3], [2, 3])');
    expect(() => matmul(graph.input('c', [2, 2, 3]), graph.input('d', [3, 3, 2]))).toThrow(ShapeError);
  });

  test('costs two operations a multiply-add', () => {
    const graph = new Graph();
    const product = matmul(graph.input('a', [5, 2, 3]), graph.input('b', [3, 4]));
    expect(costOf([product])).toEqual({ flops: 2 * 5 * 2 * 3 * 4, bytes: 4 * (30 + 12 + 40) });
  });
});
