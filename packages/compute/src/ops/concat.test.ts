import { expect, test } from '@jest/globals';
import { DTypeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { concat } from './concat.js';
import { mul } from './mul.js';
import { square } from './square.js';

test('concat joins along an axis', async () => {
  const values = await evaluate((x, y) => concat([x, y], -1), f32([1, 2], [2, 1]), f32([3, 4, 5, 6], [2, 2]));
  expect(values).toEqual([1, 3, 4, 2, 5, 6]);
});

test('concat has the derivative of its differences, where only some inputs move too', async () => {
  const shapes = [
    [2, 3],
    [2, 1],
    [2, 2],
  ];
  await checkDerivatives(([x, y, z]) => square(concat([x!, y!, z!], 1)), shapes, 2);
  await checkDerivatives(
    ([x]) => square(concat([x!, x!.graph.constant(new Float64Array(4), [2, 2])], 1)),
    [[2, 3]],
    3,
  );
});

test('concat has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p, q], [x]) => asOutputs(concat([mul(x!, concat([p!, q!], 0)), mul(x!, p!)], 2)),
      parameters: [
        [1, 2],
        [2, 2],
      ],
      examples: [[2, 3, 2]],
    },
    3,
  );
});

test('concat refuses shapes that differ elsewhere, and mixed types', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 3]);
  expect(() => concat([x, graph.input('y', [3, 3])], 1)).toThrow(ShapeError);
  expect(() => concat([x, graph.input('z', [2, 3], 'float64')], 1)).toThrow(DTypeError);
});
