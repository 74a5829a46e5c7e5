import { expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { asOutputs, checkRows } from '../testing/rows.js';
import { addBias } from './add-bias.js';
import { square } from './square.js';

test('addBias adds one number per channel', async () => {
  expect(await evaluate(addBias, f32([0, 0, 0, 0], [1, 2, 2]), f32([1, 2]))).toEqual([1, 1, 2, 2]);
});

test('addBias has the derivative of its differences', async () => {
  await checkDerivatives(([x, b]) => square(addBias(x!, b!)), [[2, 3, 2, 2], [3]], 2);
});

test('addBias has the rows of one reverse pass each', async () => {
  await checkRows(
    { build: ([b], [x]) => asOutputs(square(addBias(x!, b!))), parameters: [[3]], examples: [[2, 3, 2, 2]] },
    3,
  );
});

test('addBias refuses a bias that is not one number per channel', () => {
  const graph = new Graph();
  expect(() => addBias(graph.input('x', [2, 3, 4]), graph.input('b', [4]))).toThrow(ShapeError);
});
