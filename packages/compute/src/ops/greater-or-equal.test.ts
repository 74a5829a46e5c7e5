import { expect, test } from '@jest/globals';
import { vjp } from '../autodiff/vjp.js';
import { DTypeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { cast } from './cast.js';
import { greaterOrEqual } from './greater-or-equal.js';

test('greaterOrEqual answers one bool an element of the broadcast shape', async () => {
  expect(await evaluate(greaterOrEqual, f32([1, 2, 3]), f32([2], [1]))).toEqual([0, 1, 1]);
});

test('greaterOrEqual stands still: its derivative is zero', async () => {
  const derivative = await evaluate(
    (x, y) =>
      vjp(cast(greaterOrEqual(x, y), 'float32'), x.graph.constant(Float32Array.of(1, 1), [2]), [x])[0]!,
    f32([1, 2]),
    f32([2, 2]),
  );
  expect(derivative).toEqual([0, 0]);
});

test('greaterOrEqual refuses integers', () => {
  const graph = new Graph();
  expect(() => greaterOrEqual(graph.input('a', [2], 'int8'), graph.input('b', [2]))).toThrow(DTypeError);
});
