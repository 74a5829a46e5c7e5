import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perExampleJacobian } from '../autodiff/per-example-jacobian.js';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { counting } from '../testing/samples.js';
import { runs, seeds, shapes } from '../testing/shapes.js';
import { mul } from './mul.js';
import { square } from './square.js';
import { transpose } from './transpose.js';

test('transpose turns a matrix, by default', async () => {
  expect(await evaluate((x) => transpose(x), [counting([2, 3]), [2, 3]])).toEqual([0, 3, 1, 4, 2, 5]);
});

test('transpose has the derivative of its differences, in any order of axes', async () => {
  const cases = shapes(1, 4).chain((shape) => {
    const axes = shape.map((_length, axis) => axis);
    return fc.tuple(fc.constant(shape), fc.shuffledSubarray(axes, { minLength: axes.length }));
  });
  await fc.assert(
    fc.asyncProperty(cases, seeds, ([shape, order], seed) =>
      checkDerivatives(([x]) => square(transpose(x!, order)), [shape], seed),
    ),
    runs,
  );
});

test('transpose has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(transpose(mul(x!, transpose(p!, [2, 0, 1])), [0, 2, 3, 1])),
      parameters: [[3, 4, 2]],
      examples: [[2, 2, 3, 4]],
    },
    3,
  );
});

test('transpose refuses what is no order of axes, and rows that lose the batch axis', () => {
  const graph = new Graph();
  const x = graph.input('x', [3, 3]);
  expect(() => transpose(x, [0, 0])).toThrow(ShapeError);
  const p = graph.input('p', [3]);
  expect(() => perExampleJacobian(transpose(mul(x, p)), [p])).toThrow(DerivativeError);
});
