import { afterAll, describe, expect, test } from '@jest/globals';
import { CodeKind, type CodeFormat } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import fc from 'fast-check';
import { ArrayEncoder } from './array-encoder.js';
import { NotFiniteError } from './not-finite-error.js';
import { roundHalfToEven, roundToCodes } from './round-to-codes.js';

const encoder = new ArrayEncoder(1);
afterAll(() => encoder.close());

const format = (resolutionBits: number): CodeFormat => ({
  kind: resolutionBits <= 8 ? CodeKind.INT8 : CodeKind.INT16,
  resolutionBits,
});
const largestOf = (bits: number): number => 2 ** (bits - 1) - 1;

function scalar(values: Float32Array, scale: number, bits: number): { codes: number[]; clipped: number } {
  const out = bits <= 8 ? new Int8Array(values.length) : new Int16Array(values.length);
  const { clipped } = roundToCodes('x', values, scale, largestOf(bits), out);
  return { codes: [...out], clipped };
}

describe('rounding to codes', () => {
  test('is half to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 3.49, 3.51].map((x) => roundHalfToEven(x) + 0)).toEqual([
      0, 2, 2, 0, -2, 126, 3, 4,
    ]);
  });

  test('gives the same codes and clip counts in the graph and one by one, ties and range ends included', async () => {
    const length = 4096;
    const random = RandomStream.named(5, 'rounding');
    for (const bits of [2, 4, 8, 9, 12, 16]) {
      for (const scale of [1, 0.25, Math.fround(0.0123), Math.fround(1 / 3)]) {
        const values = new Float32Array(length);
        random.fillNormal(values, bits * length);
        const span = largestOf(bits) * scale;
        for (let i = 0; i < length; i++) values[i]! *= span / 2;
        for (let i = 0; i < 512; i++) values[i] = (i - 256 + 0.5) * scale;
        values.set([Infinity, -Infinity, 0, -0, span, -span, span + scale / 2, 1e30], 512);
        const { codes, clipped } = await encoder.encode('x', values, format(bits), scale, Infinity);
        expect({ codes: [...codes], clipped }).toEqual(scalar(values, scale, bits));
      }
    }
  });

  test('counts no clip, and does not look for one, where the peak fits', async () => {
    const values = Float32Array.of(1, -1, 0.3);
    expect(await encoder.encode('x', values, format(8), 1 / 127, 1)).toEqual({
      codes: Int8Array.of(127, -127, 38),
      clipped: 0,
    });
  });

  test('keeps any peak within the codes at the scale peak / largest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.float({ min: Math.fround(1e-20), max: Math.fround(1e20), noNaN: true }),
        fc.constantFrom(4, 8, 12, 16),
        async (peak, bits) => {
          const scale = peak / largestOf(bits);
          const result = await encoder.encode(
            'x',
            Float32Array.of(peak, -peak, 0),
            format(bits),
            scale,
            peak,
          );
          expect([...result.codes]).toEqual([largestOf(bits), -largestOf(bits), 0]);
          expect(result.clipped).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('refuses NaN, with its place', async () => {
    const values = Float32Array.of(1, 2, NaN, 3);
    await expect(encoder.encode('the gradient', values, format(8), 1, 3)).rejects.toThrow(NotFiniteError);
    await expect(encoder.encode('the gradient', values, format(12), 1, 3)).rejects.toThrow(
      'the gradient holds NaN at index 2',
    );
    expect(() => scalar(values, 1, 8)).toThrow('x holds NaN at index 2');
  });

  test('passes values through without a copy', async () => {
    const values = Float32Array.of(1, NaN);
    const { codes } = await encoder.encode('B', values, { kind: CodeKind.FLOAT32, resolutionBits: 32 }, 1, 1);
    expect(codes).toBe(values);
  });
});
