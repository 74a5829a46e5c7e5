import { expect, test } from '@jest/globals';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { mul } from './mul.js';
import { scale } from './scale.js';

test('scale multiplies by a number', async () => {
  expect(await evaluate((x) => scale(x, -2.5), f32([1, 2]))).toEqual([-2.5, -5]);
});

test('scale by 1 is the tensor itself', () => {
  const x = new Graph().input('x', [2]);
  expect(scale(x, 1)).toBe(x);
});

test('scale refuses a factor that is not finite', () => {
  const x = new Graph().input('x', [2]);
  expect(() => scale(x, NaN)).toThrow(RangeError);
});

test('scale has the derivative of its differences', async () => {
  await checkDerivatives(([x]) => scale(x!, 3.7), [[3, 2]], 5);
});

test('scale has the rows of one reverse pass each', async () => {
  await checkRows(
    {
      build: ([p], [x]) => asOutputs(scale(mul(scale(p!, 3), x!), 2)),
      parameters: [[2, 2]],
      examples: [[3, 2, 2]],
    },
    6,
  );
});
