import { expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { counting } from '../testing/samples.js';
import { mul } from './mul.js';
import { reverse } from './reverse.js';
import { square } from './square.js';

test('reverse turns the order of elements round', async () => {
  expect(await evaluate((x) => reverse(x, [0, 1]), [counting([2, 3]), [2, 3]])).toEqual([5, 4, 3, 2, 1, 0]);
});

test('reverse has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => square(reverse(x!, [0, 2])), [[2, 3, 2]], 2);
});

test('reverse has the rows of one reverse pass each, on examples and on parameters', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(reverse(mul(x!, reverse(p!, [0])), [2])),
      parameters: [[2, 3]],
      examples: [[4, 2, 3]],
    },
    3,
  );
});

test('reverse refuses an axis outside the rank', () => {
  expect(() => reverse(new Graph().input('x', [3]), [1])).toThrow(ShapeError);
});
