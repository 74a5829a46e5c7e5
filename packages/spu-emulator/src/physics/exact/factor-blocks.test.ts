import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { factorBlocks } from './factor-blocks.js';

function gramOfBlocks(size: number, factor: Float64Array): Float64Array {
  const out = new Float64Array(factor.length);
  for (let block = 0; block < factor.length; block += size * size) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let k = 0; k < size; k++) {
          out[block + i * size + j]! += factor[block + i * size + k]! * factor[block + j * size + k]!;
        }
      }
    }
  }
  return out;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

/** diag(p) − ppᵀ, of rank size − 1. */
function softmaxHessian(p: readonly number[]): number[] {
  return p.flatMap((pi, i) => p.map((pj, j) => (i === j ? pi : 0) - pi * pj));
}

/** A graph Laplacian with random integer weights: what coded softmax blocks are. */
function laplacian(size: number, stream: RandomStream): number[] {
  const weights = new Float64Array(size * size);
  stream.fillUniform(weights);
  const out = new Array<number>(size * size).fill(0);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const weight = Math.max(0, Math.floor(weights[i * size + j]! * 24) - 12);
      out[i * size + j]! -= weight;
      out[j * size + i]! -= weight;
      out[i * size + i]! += weight;
      out[j * size + j]! += weight;
    }
  }
  return out;
}

describe('a factor of positive semi-definite blocks', () => {
  test('of the softmax Hessian, which has a null direction', () => {
    const values = Float64Array.from([...softmaxHessian([0.7, 0.2, 0.1]), ...softmaxHessian([1, 0, 0])]);
    const factor = factorBlocks({ size: 3, values });
    expect(factor).toBeDefined();
    expect(largestDifference(gramOfBlocks(3, factor!.values), values)).toBeLessThan(1e-15);
  });

  test('of 200 coded Laplacians, many of them disconnected', () => {
    for (let seed = 0; seed < 200; seed++) {
      const values = Float64Array.from(laplacian(10, RandomStream.named('laplacian', seed)));
      const factor = factorBlocks({ size: 10, values });
      expect(factor).toBeDefined();
      expect(largestDifference(gramOfBlocks(10, factor!.values), values)).toBeLessThan(1e-12 * 127);
    }
  });

  test('of blocks that storage in f32 has made slightly indefinite', () => {
    for (let seed = 0; seed < 50; seed++) {
      const logits = new Float64Array(10);
      RandomStream.named('logits', seed).fillNormal(logits);
      const odds = Array.from(logits, (x) => Math.exp(3 * x));
      const total = odds.reduce((a, b) => a + b);
      const values = Float64Array.from(softmaxHessian(odds.map((x) => x / total)), Math.fround);
      const factor = factorBlocks({ size: 10, values });
      expect(factor).toBeDefined();
      expect(largestDifference(gramOfBlocks(10, factor!.values), values)).toBeLessThan(3e-7);
    }
  });

  test.each([[[0, 1, 1, 0]], [[1, 2, 2, 1]], [[-1, 0, 0, 2]], [[1, 0, 0, -1e-3]], [[1, 1.001, 1.001, 1]]])(
    'there is none of %j',
    (values) => {
      expect(factorBlocks({ size: 2, values: Float64Array.from(values) })).toBeUndefined();
    },
  );
});
