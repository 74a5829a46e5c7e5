import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { DTypeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { compile } from '../runtime/program.js';
import { integerProduct } from './integer-product.js';

function randomCodes(count: number, name: string): Int8Array {
  const uniform = new Float64Array(count);
  RandomStream.named('integer product', name).fillUniform(uniform);
  return Int8Array.from(uniform, (u) => Math.floor(256 * u) - 128);
}

describe('a product of integer codes', () => {
  test.each([
    [1, 1, 1],
    [3, 70, 5],
    [33, 257, 18],
  ])('%d × %d by %d is exact', async (m, k, n) => {
    const a = randomCodes(m * k, 'a');
    const b = randomCodes(n * k, 'b');
    const graph = new Graph();
    const program = await compile(
      { c: integerProduct(graph.input('a', [m, k], 'int8'), graph.input('b', [n, k], 'int8')) },
      { threads: 1 },
    );
    const { c } = await program.run({ a, b });
    const wanted = Int32Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let x = 0; x < k; x++) sum += a[i * k + x]! * b[j * k + x]!;
      return sum;
    });
    expect(c).toEqual(wanted);
    await program.release();
  });

  test('other types and shapes are refused', () => {
    const graph = new Graph();
    const codes = graph.input('codes', [2, 3], 'int8');
    expect(() => integerProduct(codes, graph.input('floats', [2, 3]))).toThrow(DTypeError);
    expect(() => integerProduct(codes, graph.input('shorter', [2, 2], 'int8'))).toThrow(ShapeError);
  });
});
