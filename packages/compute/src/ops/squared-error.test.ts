import { expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { squaredError } from './squared-error.js';

test('squaredError is half the squared distance of each example', async () => {
  expect(await evaluate(squaredError, f32([1, 2, 3, 4], [2, 2]), f32([1, 0, 0, 0], [2, 2]))).toEqual([
    2, 12.5,
  ]);
});

test('squaredError has the derivative of its differences', async () => {
  await checkDerivatives(
    ([z, t]) => squaredError(z!, t!),
    [
      [3, 2],
      [3, 2],
    ],
    8,
  );
});

test('squaredError refuses targets of another shape', () => {
  const graph = new Graph();
  expect(() => squaredError(graph.input('z', [3, 2]), graph.input('t', [2, 3]))).toThrow(ShapeError);
});
