import { describe, expect, test } from '@jest/globals';
import { reachable } from '../autodiff/order.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { elementCount } from '../graph/shape.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { normals } from '../testing/samples.js';
import { concat } from './concat.js';
import { mul } from './mul.js';
import { peak } from './peak.js';
import { reshape } from './reshape.js';

describe('peak', () => {
  test('is the largest magnitude, of either sign and any rank', async () => {
    expect(await evaluate(peak, f32([1, -5, 3, 4], [2, 2]))).toEqual([5]);
    expect(await evaluate(peak, f32([1, -5, 6, 4], [4]))).toEqual([6]);
    expect(await evaluate(peak, f32([-0.5], []))).toEqual([0.5]);
  });

  test('looks at the parts of a Concat, through reshapes', async () => {
    const joined = (x: Tensor, y: Tensor) => {
      const whole = concat([x, y], 1);
      return peak(reshape(whole, [elementCount(whole.shape)]));
    };
    expect(await evaluate(joined, f32([1, -2], [2, 1]), f32([0, 1, -7, 3], [2, 2]))).toEqual([7]);
    const graph = new Graph();
    const x = joined(graph.input('x', [2, 1]), graph.input('y', [2, 100]));
    expect(reachable([x]).every((tensor) => elementCount(tensor.shape) <= 200)).toBe(true);
  });

  test('of an outer product never makes the product, and is exact', async () => {
    const graph = new Graph();
    const outer = mul(graph.input('x', [2, 30, 1]), graph.input('y', [2, 1, 40]));
    expect(reachable([peak(outer)])).not.toContain(outer);

    const x = Float32Array.from(normals(60, 1, 'x'));
    const y = Float32Array.from(normals(80, 1, 'y'));
    const products = Array.from({ length: 2 * 30 * 40 }, (_, place) => {
      const example = Math.floor(place / 1200);
      return Math.abs(Math.fround(x[Math.floor(place / 40)]! * y[example * 40 + (place % 40)]!));
    });
    const found = await evaluate((a, b) => peak(mul(a, b)), [x, [2, 30, 1]], [y, [2, 1, 40]]);
    expect(found).toEqual([Math.max(...products)]);
  });

  test.each([NaN, Infinity, -Infinity])('is NaN wherever an element is %d', async (value) => {
    for (const place of [0, 1, 7, 11]) {
      const values = new Array<number>(12).fill(0.5);
      values[place] = value;
      expect(await evaluate(peak, f32(values, [3, 4]))).toEqual([NaN]);
      expect(await evaluate((x) => peak(concat([x, x], 0)), f32(values, [12]))).toEqual([NaN]);
      const stretched = f32(values, [12, 1]);
      expect(await evaluate((x, y) => peak(mul(x, y)), stretched, f32([2, 1], [1, 2]))).toEqual([NaN]);
    }
  });
});
