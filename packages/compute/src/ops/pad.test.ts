import { expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { mul } from './mul.js';
import { pad } from './pad.js';
import { square } from './square.js';

test('pad surrounds with zeros', async () => {
  expect(await evaluate((x) => pad(x, [1], [2]), f32([5, 6]))).toEqual([0, 5, 6, 0, 0]);
});

test('pad has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => pad(square(x!), [0, 1, 2], [1, 0, 1]), [[2, 3, 2]], 2);
});

test('pad has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(pad(mul(x!, pad(p!, [1, 0], [0, 1])), [0, 1, 0], [0, 0, 2])),
      parameters: [[2, 2]],
      examples: [[2, 3, 3]],
    },
    3,
  );
});

test('pad refuses a negative width', () => {
  expect(() => pad(new Graph().input('x', [3]), [-1], [0])).toThrow(ShapeError);
});
