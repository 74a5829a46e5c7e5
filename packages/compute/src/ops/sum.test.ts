import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perExampleJacobian } from '../autodiff/per-example-jacobian.js';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { counting } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { broadcastTo } from './broadcast-to.js';
import { mul } from './mul.js';
import { sum } from './sum.js';
import { square } from './square.js';

describe('sum', () => {
  const x = [counting([2, 3]), [2, 3]] as const;

  test('adds over the axes it is given, or over all', async () => {
    expect(await evaluate((t) => sum(t, [0]), x)).toEqual([3, 5, 7]);
    expect(await evaluate((t) => sum(t, [-1]), x)).toEqual([3, 12]);
    expect(await evaluate((t) => sum(t), x)).toEqual([15]);
    expect(await evaluate((t) => sum(t), [Int32Array.of(5, 6), [2]])).toEqual([11]);
  });

  test('keeps reduced axes on request', () => {
    const t = new Graph().input('x', [2, 3]);
    expect(sum(t, [1], true).shape).toEqual([2, 1]);
    expect(sum(t, [0, 1], true).shape).toEqual([1, 1]);
  });

  test('has the derivative of its differences, over any axes', async () => {
    const cases = shapes(1, 4).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.subarray(
          shape.map((_length, axis) => axis),
          { minLength: 1 },
        ),
        fc.boolean(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, seeds, ([shape, axes, keep], seed) =>
        checkDerivatives(([t]) => sum(square(t!), axes, keep), [shape], seed),
      ),
      runs,
    );
  });

  test('has the rows of one reverse pass each, on examples and on parameters', async () => {
    await checkRows(
      {
        build: ([p], [t]) => asOutputs(mul(sum(mul(t!, p!), [1]), sum(square(p!), [0, 1]))),
        parameters: [[2, 3]],
        examples: [[4, 2, 3]],
      },
      4,
    );
  });

  test('refuses rows through a sum over the batch', () => {
    const graph = new Graph();
    const p = graph.input('p', [3]);
    const total = sum(mul(graph.input('x', [4, 3]), p), [0], true);
    const output = mul(broadcastTo(total, [4, 3]), graph.input('x', [4, 3]));
    expect(() => perExampleJacobian(output, [p])).toThrow(DerivativeError);
  });

  test('refuses an axis outside the rank', () => {
    expect(() => sum(new Graph().input('x', [2]), [1])).toThrow(ShapeError);
  });
});
