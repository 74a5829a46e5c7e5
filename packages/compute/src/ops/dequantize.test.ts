import { expect, test } from '@jest/globals';
import { DTypeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { dequantize } from './dequantize.js';

test('dequantize multiplies codes by the value of one code', async () => {
  expect(await evaluate(dequantize, [Int8Array.of(-127, 0, 3), [3]], f32([0.5], []))).toEqual([
    -63.5, 0, 1.5,
  ]);
  expect(await evaluate(dequantize, [Int16Array.of(-32767, 4), [2]], f32([2], []))).toEqual([-65534, 8]);
});

test('dequantize refuses floats and a scale for each element', () => {
  const graph = new Graph();
  const codes = graph.input('codes', [2], 'int8');
  expect(() => dequantize(graph.input('x', [2]), graph.scalar(1))).toThrow(DTypeError);
  expect(() => dequantize(codes, graph.input('s', [2]))).toThrow(ShapeError);
});
