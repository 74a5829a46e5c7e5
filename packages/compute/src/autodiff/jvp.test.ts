import { describe, expect, test } from '@jest/globals';
import { ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { matmul } from '../ops/matmul.js';
import { mul } from '../ops/mul.js';
import { square } from '../ops/square.js';
import { sum } from '../ops/sum.js';
import { tanh } from '../ops/tanh.js';
import { compile } from '../runtime/program.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { jvp } from './jvp.js';
import { vjp } from './vjp.js';

describe('jvp', () => {
  test('is the Gauss-Newton product together with vjp: symmetric', async () => {
    const graph = new Graph();
    const w = graph.input('w', [2, 3], 'float64');
    const z = tanh(matmul(graph.input('x', [4, 3], 'float64'), w, { transposeB: true }));
    const product = (direction: string) => {
      const v = graph.input(direction, [2, 3], 'float64');
      return { v, gv: vjp(z, jvp(z, new Map([[w, v]])), [w])[0]! };
    };
    const a = product('a');
    const b = product('b');
    const difference = add(sum(mul(a.v, b.gv)), mul(graph.scalar(-1, 'float64'), sum(mul(b.v, a.gv))));
    const values = {
      w: Float64Array.of(1, -2, 0.5, 0.2, 0.1, -1),
      x: Float64Array.from({ length: 12 }, (_, i) => i / 7),
    };
    const program = await compile({ difference }, { threads: 1 });
    const result = await program.run({
      ...values,
      a: Float64Array.of(1, 2, 3, 4, 5, 6),
      b: Float64Array.of(-1, 1, 0, 2, -3, 1),
    });
    expect(Math.abs(result['difference']![0]!)).toBeLessThan(1e-12);
    await program.release();
  });

  test('is zero where nothing that moves is used', async () => {
    expect(await evaluate((x, y) => jvp(square(x), new Map([[y, y]])), f32([1]), f32([2]))).toEqual([0]);
  });

  test('starts at intermediate tensors too', async () => {
    const moved = await evaluate(
      (x) => {
        const y = square(x);
        return jvp(mul(y, x), new Map([[y, x]]));
      },
      f32([3]),
    );
    expect(moved).toEqual([9]);
  });

  test('refuses a tangent of another shape', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => jvp(x, new Map([[x, graph.scalar(1)]]))).toThrow(ShapeError);
  });
});
