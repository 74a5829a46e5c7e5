import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { IndefiniteCurvatureError } from './indefinite-curvature-error.js';
import { factorBlocks, multiplyBlocks } from './block-factor.js';

/** diag(p) − ppᵀ of each row of logits. */
function softmaxBlocks(logits: readonly number[][]): Float64Array {
  return Float64Array.from(
    logits.flatMap((row) => {
      const weights = row.map(Math.exp);
      const total = weights.reduce((sum, w) => sum + w, 0);
      const p = weights.map((w) => w / total);
      return p.flatMap((pi, i) =>
        p.map((pj, j) => (i === j ? p.reduce((s, q, k) => (k === i ? s : s + pi * q), 0) : -pi * pj)),
      );
    }),
  );
}

function timesTranspose(factor: Float64Array, size: number): Float64Array {
  return factor.map((_, at) => {
    const block = at - (at % (size * size));
    const i = Math.floor((at % (size * size)) / size);
    const j = at % size;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += factor[block + i * size + k]! * factor[block + j * size + k]!;
    return sum;
  });
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

describe('the factor of a block-diagonal matrix', () => {
  test('LLᵀ gives back singular softmax blocks, also of confident predictions', () => {
    const blocks = softmaxBlocks([
      [0, 0, 0, 0],
      [12, -3, 1, 0.5],
      [-1, 2, 30, 4],
    ]);
    expect(largestDifference(timesTranspose(factorBlocks(blocks, 4), 4), blocks)).toBeLessThan(1e-15);
  });

  test('LLᵀ gives back blocks rounded to float32, to their rounding', () => {
    const blocks = Float32Array.from(softmaxBlocks([[3, 1, 0, -2], [0, 9, 1, 1]])); // prettier-ignore
    expect(
      largestDifference(timesTranspose(factorBlocks(blocks, 4), 4), Float64Array.from(blocks)),
    ).toBeLessThan(1e-7);
  });

  test.each([
    ['a negative eigenvalue', [1, 2, 2, 1]],
    ['a negative diagonal', [-1, 0, 0, 1]],
    ['a zero diagonal beside entries', [0, 1, 1, 0]],
    ['a small negative eigenvalue', [1, 1, 1, 0.999]],
  ])('%s is refused with the remedy', (_, block) => {
    expect(() => factorBlocks(Float64Array.from(block), 2)).toThrow(IndefiniteCurvatureError);
    expect(() => factorBlocks(Float64Array.from(block), 2)).toThrow(/not positive definite.*--optimizer ngd/);
  });

  test('a zero block has a zero factor', () => {
    expect([...factorBlocks(new Float64Array(9), 3)]).toEqual(new Array(9).fill(0));
  });

  test('the product with a vector is that of each block with its part', () => {
    const values = new Float64Array(18);
    const vector = new Float64Array(6);
    RandomStream.named('blocks').fillNormal(values);
    RandomStream.named('vector').fillNormal(vector);
    const product = multiplyBlocks(values, 3, vector);
    for (let row = 0; row < 6; row++) {
      const part = vector.subarray(row < 3 ? 0 : 3, row < 3 ? 3 : 6);
      const expected = part.reduce((sum, value, k) => sum + value * values[row * 3 + k]!, 0);
      expect(product[row]).toBeCloseTo(expected, 14);
    }
  });
});
