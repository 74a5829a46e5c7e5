import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DTypeError, ShapeError } from '../errors.js';
import { Graph } from '../graph/graph.js';
import { compile } from '../runtime/program.js';
import { evaluate, f32 } from '../testing/evaluate.js';
import { seeds } from '../testing/shapes.js';
import { normals } from '../testing/samples.js';
import { countClipped, countNotANumber, largestCode, quantize } from './quantize.js';

const halfToEven = (value: number) => {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

describe('quantize', () => {
  test('rounds half to even', async () => {
    const codes = await evaluate(
      (x) => quantize(x, x.graph.scalar(2), 8),
      f32([1, 3, 5, -1, -3, -5, 2.9, 3.1]),
    );
    expect(codes).toEqual([0, 2, 2, -0, -2, -2, 1, 2].map((code) => code + 0));
  });

  test.each([2, 4, 7, 8, 9, 12, 15, 16])(
    'clips %i bits to codes of equal size on both sides',
    async (bits) => {
      const largest = 2 ** (bits - 1) - 1;
      expect(largestCode(bits)).toBe(largest);
      const x = [
        1e9,
        -1e9,
        largest,
        -largest,
        largest + 1,
        -largest - 1,
        Infinity,
        -Infinity,
        largest + 0.49,
      ];
      const codes = await evaluate((t) => quantize(t, t.graph.scalar(1), bits), f32(x));
      const l = largest;
      expect(codes).toEqual([l, -l, l, -l, l, -l, l, -l, l]);
    },
  );

  test('answers int8 up to 8 bits and int16 above', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(quantize(x, graph.scalar(1), 8).dtype).toBe('int8');
    expect(quantize(x, graph.scalar(1), 9).dtype).toBe('int16');
  });

  test('agrees with rounding by hand at random scales, and counts what it clips', async () => {
    const graph = new Graph();
    const x = graph.input('x', [40, 50]);
    const scale = graph.input('scale', []);
    const sizes = [3, 8, 12, 16];
    const outputs = sizes.map((bits) => [
      [`codes${bits}`, quantize(x, scale, bits)] as const,
      [`clipped${bits}`, countClipped(x, scale, bits)] as const,
    ]);
    const program = await compile(Object.fromEntries(outputs.flat()), { threads: 1 });
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: -16, max: 0 }), async (seed, exponent) => {
        const values = Float32Array.from(normals(2000, seed, 'x'));
        const step = 2 ** exponent;
        const result = await program.run({ x: values, scale: Float32Array.of(step) });
        for (const bits of sizes) {
          const largest = 2 ** (bits - 1) - 1;
          const rounded = Array.from(values, (value) => halfToEven(value / step));
          const expected = rounded.map((code) => Math.min(largest, Math.max(-largest, code)) + 0);
          expect(Array.from(result[`codes${bits}`]!)).toEqual(expected);
          const clipped = rounded.filter((code) => Math.abs(code) > largest).length;
          expect(result[`clipped${bits}`]![0]).toBe(clipped);
        }
      }),
      { seed: 9, numRuns: 10 },
    );
  });

  test('counts a tie beyond the largest code as clipped', async () => {
    const count = await evaluate((x) => countClipped(x, x.graph.scalar(1), 4), f32([7.5, -7.5, 7.49, -7.49]));
    expect(count).toEqual([2]);
  });

  test('leaves NaN to its own count', async () => {
    expect(await evaluate(countNotANumber, f32([1, NaN, Infinity, NaN], [2, 2]))).toEqual([2]);
    expect(await evaluate(countNotANumber, f32([1, Infinity], [2]))).toEqual([0]);
  });

  test('refuses 1 and 17 bits, float64, and a scale for each element', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => quantize(x, graph.scalar(1), 1)).toThrow(RangeError);
    expect(() => quantize(x, graph.scalar(1), 17)).toThrow(RangeError);
    expect(() => quantize(graph.input('y', [2], 'float64'), graph.scalar(1), 8)).toThrow(DTypeError);
    expect(() => quantize(x, x, 8)).toThrow(ShapeError);
  });
});
