import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { laplacianCodes, laplacianDiagonal, smallestLaplacianScale, type Blocks } from './laplacian.js';

/** Blocks (diag(p) − ppᵀ)/b of softmax probabilities p, in f32. */
function softmaxBlocks(logits: readonly (readonly number[])[]): Blocks {
  const size = logits[0]!.length;
  const values = new Float32Array(logits.length * size * size);
  for (const [block, row] of logits.entries()) {
    const peak = Math.max(...row);
    const weights = row.map((z) => Math.exp(z - peak));
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const p = weights[i]! / total;
        const q = weights[j]! / total;
        values[(block * size + i) * size + j] = ((i === j ? p : 0) - p * q) / logits.length;
      }
    }
  }
  return { size, values };
}

const softmax = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 6 }))
  .chain(([size, count]) =>
    fc.array(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: size, maxLength: size }), {
      minLength: count,
      maxLength: count,
    }),
  )
  .map(softmaxBlocks);
const bits = fc.integer({ min: 2, max: 16 });
const largestOf = (resolutionBits: number): number => 2 ** (resolutionBits - 1) - 1;

function code(blocks: Blocks, scale: number, largest: number): { codes: Int16Array; clipped: number } {
  const codes = new Int16Array(blocks.values.length);
  const { clipped } = laplacianCodes(blocks, scale, largest, codes);
  return { codes, clipped };
}

/** xᵀCx of one block, which is Σ over pairs of −C_ij (x_i − x_j)² if and only if C is a Laplacian. */
function quadraticForm(codes: Int16Array, start: number, size: number, x: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) sum += x[i]! * codes[start + i * size + j]! * x[j]!;
  return sum;
}

describe('Laplacian codes of softmax blocks', () => {
  test('fit, are symmetric and have no positive off-diagonal; rows sum to zero where the bits allow, else to more', () => {
    fc.assert(
      fc.property(softmax, bits, (blocks, resolutionBits) => {
        const largest = largestOf(resolutionBits);
        const { codes, clipped } = code(blocks, smallestLaplacianScale(blocks, largest) || 1, largest);
        expect(clipped).toBe(0);
        const { size } = blocks;
        const faults: string[] = [];
        for (let start = 0; start < codes.length; start += size * size) {
          for (let i = 0; i < size; i++) {
            let sum = 0;
            for (let j = 0; j < size; j++) {
              const value = codes[start + i * size + j]!;
              sum += value;
              if (Math.abs(value) > largest) faults.push('beyond the range');
              if (value !== codes[start + j * size + i]) faults.push('not symmetric');
              if (i !== j && value > 0) faults.push('positive off-diagonal');
            }
            if (laplacianDiagonal(size, largest) === 'exact' ? sum !== 0 : sum < 0) faults.push('row sum');
          }
        }
        expect(faults).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('are positive semi-definite', () => {
    const direction = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(softmax, bits, direction, (blocks, resolutionBits, x) => {
        const largest = largestOf(resolutionBits);
        const { codes } = code(blocks, smallestLaplacianScale(blocks, largest) || 1, largest);
        const { size } = blocks;
        for (let start = 0; start < codes.length; start += size * size) {
          expect(quadraticForm(codes, start, size, x)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('use the smallest f32 scale: the next smaller one does not fit', () => {
    const below = (x: number): number => {
      const pattern = new Int32Array(new Float32Array([x]).buffer);
      pattern[0]! -= 1;
      return new Float32Array(pattern.buffer)[0]!;
    };
    fc.assert(
      fc.property(softmax, bits, (blocks, resolutionBits) => {
        const largest = largestOf(resolutionBits);
        const scale = smallestLaplacianScale(blocks, largest);
        fc.pre(scale > 0);
        expect(code(blocks, scale, largest).clipped).toBe(0);
        expect(code(blocks, below(scale), largest).clipped).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test('come within half a code of each off-diagonal', () => {
    fc.assert(
      fc.property(softmax, (blocks) => {
        const scale = smallestLaplacianScale(blocks, 127);
        fc.pre(scale > 0);
        const { codes } = code(blocks, scale, 127);
        const errors = Array.from(blocks.values, (value, i) =>
          Math.floor(i / blocks.size) % blocks.size === i % blocks.size
            ? 0
            : Math.abs(codes[i]! - value / scale),
        );
        expect(Math.max(...errors)).toBeLessThanOrEqual(0.5 + 1e-5);
      }),
    );
  });

  test('keep the diagonal where the bits are too few for the Laplacian of equal probabilities', () => {
    const equal = softmaxBlocks([new Array<number>(10).fill(0)]);
    const of = (bits: number): number[] => {
      const largest = largestOf(bits);
      return [...code(equal, smallestLaplacianScale(equal, largest), largest).codes.subarray(0, 10)];
    };
    expect(of(4)).toEqual([5, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(of(5)).toEqual([9, -1, -1, -1, -1, -1, -1, -1, -1, -1]);
    expect([laplacianDiagonal(10, 7), laplacianDiagonal(10, 15)]).toEqual(['dominant', 'exact']);
  });

  test('of saturated probabilities need no scale, and NaN is refused', () => {
    const certain = softmaxBlocks([[1000, 0, 0]]);
    expect(smallestLaplacianScale(certain, 127)).toBe(0);
    const broken: Blocks = { size: 2, values: Float32Array.of(1, NaN, -1, 1) };
    expect(() => smallestLaplacianScale(broken, 127)).toThrow('S holds NaN');
    expect(() => code(broken, 1, 127)).toThrow('S holds NaN at index 1');
  });
});
