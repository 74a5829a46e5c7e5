import { expect, test } from '@jest/globals';
import { vjp } from '../autodiff/vjp.js';
import { DTypeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { cast } from './cast.js';
import { greater } from './greater.js';

test('greater answers one bool an element of the broadcast shape', async () => {
  expect(await evaluate(greater, f32([1, 2, 3]), f32([2], [1]))).toEqual([0, 0, 1]);
});

test('greater stands still: its derivative is zero', async () => {
  const derivative = await evaluate(
    (x, y) => vjp(cast(greater(x, y), 'float32'), x.graph.constant(Float32Array.of(1, 1), [2]), [x])[0]!,
    f32([1, 2]),
    f32([2, 2]),
  );
  expect(derivative).toEqual([0, 0]);
});

test('greater refuses integers', () => {
  const graph = new Graph();
  expect(() => greater(graph.input('a', [2], 'int8'), graph.input('b', [2]))).toThrow(DTypeError);
});
