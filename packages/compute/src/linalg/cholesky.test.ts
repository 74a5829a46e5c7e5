import { describe, expect, test } from '@jest/globals';
import { fixture } from '../testing/fixture.js';
import { normals, relativeError } from '../testing/samples.js';
import { cholesky, choleskyInPlace, choleskySolve, solveLower, solveLowerTransposed } from './cholesky.js';
import { NotPositiveDefiniteError } from './errors.js';
import { kernel } from '../testing/kernel.js';

interface Reference {
  readonly small: {
    readonly matrix: number[];
    readonly rightHandSide: number[];
    readonly factor: number[];
    readonly solution: number[];
  };
  readonly large: {
    readonly order: number;
    readonly lastRow: number[];
    readonly logDeterminant: number;
    readonly solution: number[];
  }[];
}

const reference = fixture<Reference>('linalg');

describe('cholesky', () => {
  test('gives the factor and the solution of SciPy', async () => {
    const { matrix, factor, rightHandSide, solution } = reference.small;
    const a = Float64Array.from(matrix);
    const l = await cholesky(a, 6, { threads: 1 });
    expect(relativeError(l, factor)).toBeLessThan(1e-14);
    expect(relativeError(choleskySolve(l, 6, Float64Array.from(rightHandSide)), solution)).toBeLessThan(
      1e-13,
    );
    expect(Array.from(a)).toEqual(matrix);
  });

  test.each(reference.large)('agrees with SciPy at order $order, by loops or by panels', async (expected) => {
    const n = expected.order;
    const l = await cholesky(kernel(n), n, { threads: 2 });
    expect(relativeError(l.subarray((n - 1) * n), expected.lastRow)).toBeLessThan(1e-12);
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(l[i * n + i]!);
    expect(relativeError([logDeterminant], [expected.logDeterminant])).toBeLessThan(1e-12);
    const right = Float64Array.from({ length: n }, (_, i) => Math.sin(0.1 * i));
    expect(relativeError(choleskySolve(l, n, right), expected.solution)).toBeLessThan(1e-11);
    for (let i = 0; i < n; i++)
      expect(l.subarray(i * n + i + 1, (i + 1) * n).every((value) => value === 0)).toBe(true);
  });

  test('reads the lower triangle only', async () => {
    const a = kernel(200);
    for (let i = 0; i < 200; i++) a.fill(NaN, i * 200 + i + 1, (i + 1) * 200);
    expect(
      relativeError(await cholesky(a, 200, { threads: 1 }), await cholesky(kernel(200), 200, { threads: 1 })),
    ).toBe(0);
  });

  test('gives the same factor by loops and by panels', async () => {
    const n = 250;
    const byLoops = kernel(n);
    choleskyInPlace(byLoops, n);
    expect(relativeError(await cholesky(kernel(n), n, { threads: 1 }), byLoops)).toBeLessThan(1e-13);
  });

  test('names the pivot at which a matrix fails to be positive definite', async () => {
    const a = kernel(230);
    a[210 * 230 + 210] = -1;
    await expect(cholesky(a, 230, { threads: 1 })).rejects.toMatchObject({ index: 210 });
    expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(NotPositiveDefiniteError);
    expect(() => choleskyInPlace(Float64Array.of(NaN), 1)).toThrow(NotPositiveDefiniteError);
  });
});

describe('triangular solves', () => {
  test('undo the products with L and its transpose', () => {
    const n = 37;
    const l = kernel(n);
    choleskyInPlace(l, n);
    const x = normals(n, 3, 'x');
    const lx = x.map((_, i) => x.reduce((sum, value, j) => sum + l[i * n + j]! * value, 0));
    const ltx = x.map((_, i) => x.reduce((sum, value, j) => sum + l[j * n + i]! * value, 0));
    expect(relativeError(solveLower(l, n, lx), x)).toBeLessThan(1e-12);
    expect(relativeError(solveLowerTransposed(l, n, ltx), x)).toBeLessThan(1e-12);
  });
});
