import { describe, expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { add } from '../ops/add.js';
import { matmul } from '../ops/matmul.js';
import { evaluate } from '../testing/evaluate.js';
import { Graph } from './graph.js';

describe('a graph', () => {
  test('makes equal expressions one tensor', () => {
    const graph = new Graph();
    const a = graph.input('a', [2, 2]);
    expect(matmul(a, a)).toBe(matmul(a, a));
    expect(matmul(a, a, { transposeB: true })).not.toBe(matmul(a, a));
    expect(graph.scalar(2)).toBe(graph.scalar(2));
    expect(graph.scalar(2)).not.toBe(graph.scalar(2, 'float64'));
  });

  test('returns the same input for the same name, and refuses another shape', () => {
    const graph = new Graph();
    const a = graph.input('a', [2]);
    expect(graph.input('a', [2])).toBe(a);
    expect(() => graph.input('a', [3])).toThrow("'a' exists already");
    expect([...graph.inputs.keys()]).toEqual(['a']);
  });

  test('refuses to mix tensors of two graphs', () => {
    expect(() => add(new Graph().scalar(1), new Graph().scalar(1))).toThrow('different graphs');
  });

  test('refuses empty and fractional axes, and constants that do not fill their shape', () => {
    const graph = new Graph();
    expect(() => graph.input('a', [0, 2])).toThrow(ShapeError);
    expect(() => graph.input('b', [1.5])).toThrow(ShapeError);
    expect(() => graph.constant(Float32Array.of(1, 2), [3])).toThrow('constant([3])');
  });

  test('copies constants', async () => {
    const data = Float32Array.of(1, 2);
    const sum = await evaluate(
      (x) => {
        const constant = x.graph.constant(data, [2]);
        data[0] = 50;
        return add(x, constant);
      },
      [Float32Array.of(1, 1), [2]],
    );
    expect(sum).toEqual([2, 3]);
  });

  test('has unit matrices', async () => {
    expect(await evaluate((x) => matmul(x, x.graph.identity(2)), [Float32Array.of(5, 6), [1, 2]])).toEqual([
      5, 6,
    ]);
  });
});
