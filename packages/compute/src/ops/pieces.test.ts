import { expect, test } from '@jest/globals';
import { Graph } from '../graph/graph.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { concat } from './concat.js';
import { quantize } from './quantize.js';
import { reshape } from './reshape.js';

test('codes of joined rows are rounded part by part and then joined', async () => {
  const graph = new Graph();
  const rows = concat([graph.input('a', [2, 3, 4]), graph.input('b', [2, 3, 5])], 2);
  const codes = quantize(reshape(rows, [6, 9]), graph.scalar(1), 8);
  expect(codes.op.name).toBe('concat');
  expect(codes.dtype).toBe('int8');
  expect(codes.shape).toEqual([6, 9]);

  const values = await evaluate(
    (x, y) => quantize(reshape(concat([x, y], 2), [4, 3]), x.graph.scalar(1), 8),
    f32([1, 2, 3, 4], [2, 2, 1]),
    f32([10, 11, 12, 13, 14, 15, 16, 17], [2, 2, 2]),
  );
  expect(values).toEqual([1, 10, 11, 2, 12, 13, 3, 14, 15, 4, 16, 17]);
});

test('a reshape that breaks up the joined axis is left as it is', async () => {
  const values = await evaluate(
    (x, y) => quantize(reshape(concat([x, y], 1), [3, 2]), x.graph.scalar(1), 8),
    f32([1, 2], [2, 1]),
    f32([3, 4, 5, 6], [2, 2]),
  );
  expect(values).toEqual([1, 3, 4, 2, 5, 6]);
});

test('parts that are joined themselves are taken apart too', () => {
  const graph = new Graph();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => graph.input(name, [2, 2])) as [never, never, never];
  const codes = quantize(concat([concat([a, b], 1), concat([c, a], 1)], 0), graph.scalar(1), 8);
  expect(codes.inputs.map((part) => part.inputs.map((each) => each.op.name))).toEqual([
    ['quantize', 'quantize'],
    ['quantize', 'quantize'],
  ]);
});
