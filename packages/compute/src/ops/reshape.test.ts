import { expect, test } from '@jest/globals';
import { perExampleJacobian } from '../autodiff/per-example-jacobian.js';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { checkRows } from '../testing/rows.js';
import { flatten } from './flatten.js';
import { mul } from './mul.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';

test('reshape has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => relu(reshape(x!, [3, 4])), [[2, 3, 2]], 2);
});

test('reshape has the rows of one reverse pass each, also behind a per-example factor', async () => {
  await checkRows(
    {
      build: ([p], [x]) => flatten(relu(reshape(mul(x!, reshape(p!, [2, 3])), [4, 3, 2]))),
      parameters: [[6]],
      examples: [[4, 2, 3]],
    },
    3,
  );
});

test('reshape refuses another number of elements, and rows that mix examples', () => {
  const graph = new Graph();
  const x = graph.input('x', [4, 3]);
  expect(() => reshape(x, [5])).toThrow(ShapeError);
  const p = graph.input('p', [3]);
  const mixed = reshape(reshape(mul(x, p), [3, 4]), [4, 3]);
  expect(mixed).toBe(mul(x, p));
  const turned = reshape(relu(reshape(mul(x, p), [3, 4])), [4, 3]);
  expect(() => perExampleJacobian(turned, [p])).toThrow(DerivativeError);
});

test('flatten keeps the batch', () => {
  expect(flatten(new Graph().input('x', [2, 3, 4])).shape).toEqual([2, 12]);
});
