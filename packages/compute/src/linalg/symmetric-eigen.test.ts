import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fixture } from '../testing/fixture.js';
import { dot, normals, positive, relativeError } from '../testing/samples.js';
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

/** Codes from −7 to 7, rows × columns, the given share of them not zero; every fourth row is zero. */
function codesOf4Bits(rows: number, columns: number, density: number, name: string): Float64Array {
  const sizes = normals(rows * columns, 2, `sizes ${name}`);
  const picks = positive(rows * columns, 2, `picks ${name}`);
  return sizes.map((size, at) =>
    picks[at]! < 0.5 + density && Math.floor(at / columns) % 4 !== 3
      ? Math.max(-7, Math.min(7, Math.round(3 * size)))
      : 0,
  );
}

/** The same with each row of four like the first of them. */
function inFours(codes: Float64Array, columns: number): Float64Array {
  return codes.map((_, at) => codes[at - (Math.floor(at / columns) % 4) * columns]!);
}

/** A Bᵀ of two matrices with so many rows. */
function productOfRows(a: Float64Array, b: Float64Array, rows: number): Float64Array {
  const columns = a.length / rows;
  const row = (matrix: Float64Array, i: number) => matrix.subarray(i * columns, (i + 1) * columns);
  return Float64Array.from({ length: rows * rows }, (_, at) =>
    dot(row(a, Math.floor(at / rows)), row(b, at % rows)),
  );
}

/** Blocks of 10 × 10, diag(p) − ppᵀ in codes up to 7. */
function roundedSoftmaxHessians(count: number, name: string): Float64Array {
  const odds = normals(10 * count, 3, name).map((logit) => Math.exp(2 * logit));
  return Float64Array.from({ length: 100 * count }, (_, at) => {
    const first = 10 * Math.floor(at / 100);
    const total = odds.subarray(first, first + 10).reduce((sum, value) => sum + value);
    const [row, column] = [Math.floor(at / 10) % 10, at % 10];
    const [p, q] = [odds[first + row]! / total, odds[first + column]! / total];
    return Math.round(28 * ((row === column ? p : 0) - p * q));
  });
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

  test.each([
    ['full', 1],
    ['sparse', 0.05],
  ])(
    'decomposes Gram matrices of %s codes of 4 bits, of low rank, with equal and zero rows',
    (_, density) => {
      const n = 160;
      for (const columns of [20, 40, 80]) {
        const codes = codesOf4Bits(n, columns, density, '1');
        expectDecomposed(productOfRows(codes, codes, n), n);
        const equal = inFours(codes, columns);
        expectDecomposed(productOfRows(equal, equal, n), n);
      }
    },
  );

  test('decomposes CSCᵀ for codes C and softmax Hessians S rounded element by element, which are indefinite', () => {
    const n = 120;
    const codes = normals(n * n, 6, 'codes').map((value) => Math.round(2 * value));
    const hessians = roundedSoftmaxHessians(n / 10, 'odds');
    const images = codes.map((_, at) => {
      const [i, row] = [Math.floor(at / n), at % n];
      const first = i * n + row - (row % 10);
      return dot(hessians.subarray(row * 10, row * 10 + 10), codes.subarray(first, first + 10));
    });
    const product = productOfRows(codes, images, n);
    expect(symmetricEigen(product, n).values[0]).toBeLessThan(-1);
    expectDecomposed(product, n);
  });

  test('decomposes graded matrices, from either end', () => {
    const n = 60;
    const a = normals(n * n, 5, 'graded');
    const falling = a.map((_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return a[Math.max(i, j) * n + Math.min(i, j)]! * 10 ** (-(i + j) / 4);
    });
    expectDecomposed(falling, n);
    expectDecomposed(falling.toReversed(), n);
  });

  test('decomposes with off-diagonals beneath every normal number, alone or beside large ones', () => {
    const n = 40;
    const tiny = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      tiny[i * n + i] = i % 3 === 0 ? 0 : i;
      if (i > 0) tiny[i * n + i - 1] = tiny[(i - 1) * n + i] = 1e-310;
    }
    expectDecomposed(tiny, n);
    expectDecomposed(
      tiny.map((value) => (value === 1e-310 ? value : 0)),
      n,
    );
  });

  test.each([-1060, -600, 600, 1010])('a matrix times 2^%d has the same vectors', (exponent) => {
    const half = 2 ** Math.trunc(exponent / 2);
    const unscaled = symmetricEigen(kernel(30), 30);
    const { values, vectors } = symmetricEigen(
      kernel(30).map((value) => value * half * half),
      30,
    );
    // far below the normal numbers the elements themselves have lost digits
    const accuracy = exponent < -1000 ? 1e-2 : 0;
    expect(relativeError(vectors.map(Math.abs), unscaled.vectors.map(Math.abs))).toBeLessThanOrEqual(
      accuracy,
    );
    expect(
      relativeError(
        values.map((value) => value / half / half),
        unscaled.values,
      ),
    ).toBeLessThanOrEqual(accuracy);
  });

  test.each([NaN, Infinity])('refuses %d and names its place', (value) => {
    const a = kernel(5);
    a[3 * 5 + 1] = value;
    expect(() => symmetricEigen(a, 5)).toThrow(
      new RangeError(`row 3, column 1: found ${value}, expected a finite value`),
    );
  });
});
