import { describe, expect, test } from '@jest/globals';
import { DerivativeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { add } from '../ops/add.js';
import { cast } from '../ops/cast.js';
import { exp } from '../ops/exp.js';
import { matmul } from '../ops/matmul.js';
import { mul } from '../ops/mul.js';
import { quantize } from '../ops/quantize.js';
import { relu } from '../ops/relu.js';
import { slice } from '../ops/slice.js';
import { square } from '../ops/square.js';
import { sum } from '../ops/sum.js';
import { tanh } from '../ops/tanh.js';
import { checkDerivatives } from '../testing/derivatives.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { reachable } from './order.js';
import { vjp } from './vjp.js';

describe('vjp', () => {
  test('adds up all uses of a tensor', async () => {
    const gradient = await evaluate(
      (x) => {
        const y = add(mul(x, x), add(exp(x), x));
        return vjp(y, x.graph.constant(Float32Array.of(1), [1]), [x])[0]!;
      },
      f32([0]),
    );
    expect(gradient).toEqual([2]);
  });

  test('answers for intermediate tensors and for inputs in one call', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const y = square(x);
    const [byY, byX] = vjp(sum(y), graph.scalar(1), [y, x]);
    expect(byY!.shape).toEqual([2]);
    expect(byX!.shape).toEqual([2]);
    expect(reachable([byY!]).some((tensor) => tensor.op.name === 'square')).toBe(false);
  });

  test('is zero where the output does not depend on the tensor', async () => {
    const zero = await evaluate((x, y) => vjp(square(x), x, [y])[0]!, f32([1, 2]), f32([3, 4]));
    expect(zero).toEqual([0, 0]);
  });

  test('joins slices of a parameter vector by one Concat, gaps filled with zeros', async () => {
    const graph = new Graph();
    const p = graph.input('p', [9]);
    const y = add(mul(slice(p, 0, 6, 8), slice(p, 0, 1, 3)), slice(p, 0, 3, 5));
    const [gradient] = vjp(sum(y), graph.scalar(1), [p]);
    expect(gradient!.op.name).toBe('concat');
    expect(reachable([gradient!]).some((tensor) => tensor.op.name === 'pad')).toBe(false);
    const values = await evaluate(
      (t) => {
        const z = add(mul(slice(t, 0, 6, 8), slice(t, 0, 1, 3)), slice(t, 0, 3, 5));
        return vjp(sum(z), t.graph.scalar(1), [t])[0]!;
      },
      f32([0, 1, 2, 3, 4, 5, 6, 7, 8]),
    );
    expect(values).toEqual([0, 6, 7, 1, 1, 0, 1, 2, 0]);
  });

  test('adds overlapping slices', async () => {
    await checkDerivatives(([p]) => mul(slice(p!, 0, 0, 3), slice(p!, 0, 2, 5)), [[6]], 4);
  });

  test('can be differentiated again: a Hessian times a vector, forward over reverse', async () => {
    await checkDerivatives(
      ([x, w]) => {
        const y = sum(tanh(matmul(x!, w!)));
        return vjp(y, x!.graph.scalar(1, 'float64'), [w!])[0]!;
      },
      [
        [3, 2],
        [2, 4],
      ],
      6,
    );
  });

  test('refuses a cotangent of another shape and ops without a rule', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => vjp(x, graph.scalar(1), [x])).toThrow(ShapeError);
    const codes = cast(quantize(x, graph.scalar(1), 8), 'float32');
    expect(() => vjp(relu(codes), x, [x])).not.toThrow();
    const direct = quantize(x, graph.scalar(1), 8);
    expect(() => vjp(direct, direct, [x])).toThrow(DerivativeError);
  });
});
