import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fixture } from '../testing/fixture.js';
import { normals, relativeError } from '../testing/samples.js';
import { NoConvergenceError } from './errors.js';
import { kernel } from '../testing/kernel.js';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js';

interface Reference {
  readonly small: { readonly matrix: number[]; readonly values: number[]; readonly vectors: number[] };
  readonly spectra: { readonly order: number; readonly values: number[] }[];
}

const reference = fixture<Reference>('linalg');

/** max |A v − λ v| and max |V Vᵀ − I|, both in units of the largest |λ|. */
function defects(a: Float64Array, n: number, { values, vectors }: SymmetricEigen): [number, number] {
  const size = Math.max(Number.MIN_VALUE, ...values.map(Math.abs));
  let residual = 0;
  let skewness = 0;
  for (let j = 0; j < n; j++) {
    const v = vectors.subarray(j * n, (j + 1) * n);
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let k = 0; k < n; k++) product += a[i * n + k]! * v[k]!;
      residual = Math.max(residual, Math.abs(product - values[j]! * v[i]!) / size);
      let overlap = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) overlap += v[k]! * vectors[i * n + k]!;
      skewness = Math.max(skewness, Math.abs(overlap));
    }
  }
  return [residual, skewness];
}

function expectDecomposed(a: Float64Array, n: number): void {
  const eigen = symmetricEigen(a, n);
  const [residual, skewness] = defects(a, n, eigen);
  expect(residual).toBeLessThan(n * 2e-15);
  expect(skewness).toBeLessThan(n * 2e-15);
  expect(Array.from(eigen.values)).toEqual(Array.from(eigen.values).sort((x, y) => x - y));
}

describe('symmetricEigen', () => {
  test('gives the values of SciPy, and its vectors up to sign', () => {
    const { matrix, values, vectors } = reference.small;
    const eigen = symmetricEigen(Float64Array.from(matrix), 6);
    expect(relativeError(eigen.values, values)).toBeLessThan(1e-14);
    for (let j = 0; j < 6; j++) {
      const mine = eigen.vectors.subarray(6 * j, 6 * j + 6);
      const theirs = vectors.slice(6 * j, 6 * j + 6);
      const sign = Math.sign(mine.reduce((sum, value, i) => sum + value * theirs[i]!, 0));
      expect(
        relativeError(
          mine.map((value) => sign * value),
          theirs,
        ),
      ).toBeLessThan(1e-13);
    }
  });

  test.each(reference.spectra)('gives the spectrum of SciPy at order $order', ({ order, values }) => {
    expect(relativeError(symmetricEigen(kernel(order), order).values, values)).toBeLessThan(1e-14);
    expectDecomposed(kernel(order), order);
  });

  test('decomposes random symmetric matrices of any order, indefinite ones too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const a = normals(n * n, seed, 'a');
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
        expectDecomposed(a, n);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  test('decomposes matrices of low rank, with equal values, diagonal and zero ones', () => {
    const n = 20;
    const u = normals(n, 1, 'u');
    const rankOne = Float64Array.from({ length: n * n }, (_, i) => u[Math.floor(i / n)]! * u[i % n]!);
    const unit = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    const diagonal = unit.map((value, i) => value * (i % 7));
    const blocks = Float64Array.from({ length: n * n }, (_, i) =>
      Math.floor(i / n) % 2 === (i % n) % 2 ? 1 : 0,
    );
    for (const a of [rankOne, unit, diagonal, blocks, new Float64Array(n * n)]) expectDecomposed(a, n);
  });

  test('reads the lower triangle only and leaves its argument alone', () => {
    const a = Float64Array.of(2, NaN, 1, 2);
    expect(relativeError(symmetricEigen(a, 2).values, [1, 3])).toBeLessThan(1e-15);
    expect(a[0]).toBe(2);
  });

  test('does not loop for ever on NaN', () => {
    expect(() => symmetricEigen(new Float64Array(9).fill(NaN), 3)).toThrow(NoConvergenceError);
  });
});
