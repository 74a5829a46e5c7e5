import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomStream } from './random-stream.js';
import {
  chiSquareOfEqualCounts,
  chiSquareQuantile,
  kolmogorovSmirnov,
  kolmogorovSmirnovLimit,
  normalCdf,
} from './testing/goodness-of-fit.js';

const n = 1 << 20;
/** Every statistical test here is over 2²⁰ values (or as said) and fails by chance once in 10⁶ seeds. */
const falseAlarmRate = 1e-6;
const zOneSided = 4.753; // Φ(−z) = 1e-6
const zTwoSided = 4.892;

function normals(stream: RandomStream, count = n): Float64Array {
  const out = new Float64Array(count);
  stream.fillNormal(out);
  return out;
}

function uniforms(stream: RandomStream, count = n): Float64Array {
  const out = new Float64Array(count);
  stream.fillUniform(out);
  return out;
}

function mean(values: Float64Array, of: (x: number, i: number) => number): number {
  let sum = 0;
  values.forEach((x, i) => (sum += of(x, i)));
  return sum / values.length;
}

function countsOf(bins: number, values: Float64Array, bin: (x: number, i: number) => number): Uint32Array {
  const counts = new Uint32Array(bins);
  values.forEach((x, i) => {
    const b = bin(x, i);
    counts[b] = (counts[b] as number) + 1;
  });
  return counts;
}

describe('a random stream', () => {
  test('is determined by its names, compared as text', () => {
    const reference = normals(RandomStream.named(7, 'adc', 3), 8);
    expect(normals(RandomStream.named(7n, 'adc', '3'), 8)).toEqual(reference);
    expect(normals(RandomStream.named('7', 'adc').child(3), 8)).toEqual(reference);
  });

  test('differs when a name, its place or its borders differ', () => {
    const streams = [
      RandomStream.named(7, 'adc', 3),
      RandomStream.named(8, 'adc', 3),
      RandomStream.named(7, 'adc', 4),
      RandomStream.named(7, 3, 'adc'),
      RandomStream.named(7, 'adc3'),
      RandomStream.named(7, 'adc,3'),
      RandomStream.named(7, 'adc'),
      RandomStream.named(7, 'adc', 3, ''),
    ];
    expect(new Set(streams.map((stream) => normals(stream, 4).join())).size).toBe(streams.length);
  });

  test('keeps the values of its first release', () => {
    // golden: a change here changes every recorded run
    expect(Array.from(normals(RandomStream.named(0, 'golden'), 3))).toEqual([
      -0.24907502263269926, 0.4748222703985218, -0.7183384564578897,
    ]);
    expect(Array.from(uniforms(RandomStream.named(0, 'golden'), 3))).toEqual([
      0.22945128520950675, 0.09485812857747078, 0.14946643984876573,
    ]);
    expect(Array.from(RandomStream.named(0, 'golden').permutation(8))).toEqual([1, 3, 5, 0, 2, 7, 6, 4]);
  });

  test('gives value i as a function of i, however the draw is cut', () => {
    const stream = RandomStream.named(1, 'cut');
    const wholeNormal = normals(stream, 20_000);
    const wholeUniform = uniforms(stream, 20_000);
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (from, count) => {
        const part = new Float64Array(count);
        stream.fillNormal(part, from);
        expect(part).toEqual(wholeNormal.slice(from, from + count));
        stream.fillUniform(part, from);
        expect(part).toEqual(wholeUniform.slice(from, from + count));
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  test('goes on beyond 2^33 values, without repeating', () => {
    const stream = RandomStream.named(1, 'far');
    const across = new Float64Array(8);
    stream.fillNormal(across, 2 ** 33 - 4);
    const single = new Float64Array(1);
    across.forEach((x, i) => {
      stream.fillNormal(single, 2 ** 33 - 4 + i);
      expect(single[0]).toBe(x);
    });
    expect(across.slice(4)).not.toEqual(normals(stream, 4));
  });

  test('rounds the same normals into a Float32Array', () => {
    const stream = RandomStream.named(1, 'width');
    const single = new Float32Array(1000);
    stream.fillNormal(single, 5);
    const double = new Float64Array(1000);
    stream.fillNormal(double, 5);
    expect(single).toEqual(Float32Array.from(double));
  });

  test('refuses a name or an index that is not a whole number', () => {
    expect(() => RandomStream.named(0.5)).toThrow(/safe integer; found 0.5/);
    expect(() => RandomStream.named(1, 2 ** 60)).toThrow(RangeError);
    const stream = RandomStream.named(1);
    for (const from of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => stream.fillNormal(new Float64Array(1), from)).toThrow(RangeError);
    }
  });
});

describe('normals', () => {
  const sample = normals(RandomStream.named(2026, 'normals'));

  test('have the moments of the standard normal', () => {
    // standard errors of the first four power sums over n draws: √(1, 2, 15, 96)/√n
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const z = (mean(sample, (x) => x ** power) - expected) / Math.sqrt(variance / n);
      expect(Math.abs(z)).toBeLessThan(zTwoSided);
    }
  });

  test('pass the Kolmogorov–Smirnov test', () => {
    expect(kolmogorovSmirnov(sample.slice(), normalCdf)).toBeLessThan(kolmogorovSmirnovLimit(falseAlarmRate));
  });

  test('fill 1024 equally likely bins evenly, tails included', () => {
    const counts = countsOf(1024, sample, (x) => Math.min(1023, Math.floor(normalCdf(x) * 1024)));
    expect(chiSquareOfEqualCounts(counts)).toBeLessThan(chiSquareQuantile(1023, zOneSided));
  });

  test.each([1, 2, 3, 64, 640])('are uncorrelated at lag %p, and so are their squares', (lag) => {
    const pairs = n - lag;
    const product = mean(sample.subarray(0, pairs), (x, i) => x * (sample[i + lag] as number));
    expect(Math.abs(product * Math.sqrt(pairs))).toBeLessThan(zTwoSided);
    const squares = mean(
      sample.subarray(0, pairs),
      (x, i) => (x * x - 1) * ((sample[i + lag] as number) ** 2 - 1),
    );
    expect(Math.abs((squares * Math.sqrt(pairs)) / 2)).toBeLessThan(zTwoSided);
  });

  test('of streams with neighbouring names are uncorrelated', () => {
    const names: [RandomStream, RandomStream][] = [
      [RandomStream.named(1, 'run', 1), RandomStream.named(1, 'run', 2)],
      [RandomStream.named(1, 'run', 1), RandomStream.named(2, 'run', 1)],
      [RandomStream.named(1, 'run'), RandomStream.named(1, 'run', 0)],
    ];
    for (const [a, b] of names) {
      const other = normals(b);
      const correlation = mean(normals(a), (x, i) => x * (other[i] as number));
      expect(Math.abs(correlation * Math.sqrt(n))).toBeLessThan(zTwoSided);
    }
  });

  test('are uncorrelated with the uniforms of the same stream', () => {
    const stream = RandomStream.named(4, 'kinds');
    const uniform = uniforms(stream);
    const product = mean(normals(stream), (x, i) => x * ((uniform[i] as number) - 0.5) * Math.sqrt(12));
    expect(Math.abs(product * Math.sqrt(n))).toBeLessThan(zTwoSided);
  });
});

describe('uniforms', () => {
  const sample = uniforms(RandomStream.named(2026, 'uniforms'));

  test('lie in [0, 1), also in a Float32Array', () => {
    const single = new Float32Array(n);
    RandomStream.named(2026, 'uniforms').fillUniform(single);
    for (const values of [sample, single]) {
      expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
    }
    expect(single.every((x, i) => Math.abs(x - (sample[i] as number)) < 2 ** -24)).toBe(true);
  });

  test('pass the Kolmogorov–Smirnov test', () => {
    expect(kolmogorovSmirnov(sample.slice(), (x) => x)).toBeLessThan(kolmogorovSmirnovLimit(falseAlarmRate));
  });

  test('fill 32 × 32 bins of consecutive pairs evenly', () => {
    const pairs = sample.filter((_, i) => i % 2 === 0);
    const counts = countsOf(
      1024,
      pairs,
      (x, i) => 32 * Math.floor(32 * x) + Math.floor(32 * (sample[2 * i + 1] as number)),
    );
    expect(chiSquareOfEqualCounts(counts)).toBeLessThan(chiSquareQuantile(1023, zOneSided));
  });

  test('have even bits in every place', () => {
    const words = Uint32Array.from(sample, (x) => x * 2 ** 32);
    for (let bit = 0; bit < 32; bit++) {
      let ones = 0;
      for (const word of words) ones += (word >>> bit) & 1;
      expect(Math.abs((ones / n - 0.5) * 2 * Math.sqrt(n))).toBeLessThan(zTwoSided);
    }
  });
});

describe('permutations', () => {
  test('hold every index once', () => {
    const stream = RandomStream.named(1, 'order');
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(10), (size, index) => {
        const permutation = stream.permutation(size, index);
        expect(permutation.slice().sort()).toEqual(Int32Array.from({ length: size }, (_, i) => i));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('are determined by names, size and index', () => {
    const stream = RandomStream.named(1, 'order');
    expect(stream.permutation(100, 3)).toEqual(RandomStream.named(1, 'order').permutation(100, 3));
    expect(stream.permutation(100, 3)).not.toEqual(stream.permutation(100, 4));
  });

  test('of five take each of the 120 orders equally often (24 000 draws)', () => {
    const stream = RandomStream.named(1, 'five');
    const counts = new Map<string, number>();
    for (let index = 0; index < 24_000; index++) {
      const order = stream.permutation(5, index).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(120);
    expect(chiSquareOfEqualCounts([...counts.values()])).toBeLessThan(chiSquareQuantile(119, zOneSided));
  });

  test('of a size that is no whole number are refused', () => {
    for (const size of [-1, 1.5, 2 ** 31]) {
      expect(() => RandomStream.named(1).permutation(size)).toThrow(RangeError);
    }
  });
});
