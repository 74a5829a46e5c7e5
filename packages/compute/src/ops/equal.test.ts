import { expect, test } from '@jest/globals';
import { vjp } from '../autodiff/vjp.js';
import { DTypeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { cast } from './cast.js';
import { equal } from './equal.js';

test('equal answers one bool an element of the broadcast shape', async () => {
  expect(await evaluate(equal, f32([1, 2, 3]), f32([2], [1]))).toEqual([0, 1, 0]);
});

test('equal stands still: its derivative is zero', async () => {
  const derivative = await evaluate(
    (x, y) => vjp(cast(equal(x, y), 'float32'), x.graph.constant(Float32Array.of(1, 1), [2]), [x])[0]!,
    f32([1, 2]),
    f32([2, 2]),
  );
  expect(derivative).toEqual([0, 0]);
});

test('equal refuses integers', () => {
  const graph = new Graph();
  expect(() => equal(graph.input('a', [2], 'int8'), graph.input('b', [2]))).toThrow(DTypeError);
});
