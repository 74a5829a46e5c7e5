import { RandomStream } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import { multiply, multiplyTransposed, relativeError } from '../testing/small-problem.js';
import { conjugateGradients, NotPositiveCurvatureError } from './conjugate-gradients.js';

function normals(name: string, count: number): Float64Array {
  const out = new Float64Array(count);
  RandomStream.named('conjugate gradients', name).fillNormal(out);
  return out;
}

/** Q diag(values) Qᵀ x, with Q a product of Householder reflections. */
function system(values: readonly number[]): (x: Float64Array) => Float64Array {
  const mirrors = [0, 1, 2].map((k) => {
    const u = normals(`mirror ${k}`, values.length);
    const length = Math.sqrt(u.reduce((sum, c) => sum + c * c, 0));
    return u.map((c) => c / length);
  });
  const reflect = (x: Float64Array, u: Float64Array) => {
    const along = x.reduce((sum, c, i) => sum + c * u[i]!, 0);
    return x.map((c, i) => c - 2 * along * u[i]!);
  };
  return (x) => {
    const turned = mirrors.reduce(reflect, x).map((c, i) => c * values[i]!);
    return [...mirrors].reverse().reduce(reflect, turned);
  };
}

const exact = { iterations: 100, tolerance: 1e-14 };

describe('conjugate gradients', () => {
  test('take as many products as the matrix has different eigenvalues', async () => {
    const times = system([1, 1, 1, 5, 5, 30, 30, 30, 30, 30]);
    const wanted = normals('solution', 10);
    const { solution, products, residual } = await conjugateGradients(
      (x) => Promise.resolve(times(x)),
      times(wanted),
      { ...exact, tolerance: 1e-10 },
    );
    expect(products).toBe(3);
    expect(relativeError(solution, wanted)).toBeLessThan(1e-12);
    expect(residual).toBeLessThan(1e-10);
  });

  test('the error in the A-norm falls at least as fast as the condition number says', async () => {
    const values = Array.from({ length: 40 }, (_, i) => 1 + (99 * i) / 39);
    const times = system(values);
    const wanted = normals('solution', 40);
    const right = times(wanted);
    const errorAfter = async (iterations: number): Promise<number> => {
      const { solution } = await conjugateGradients((x) => Promise.resolve(times(x)), right, {
        iterations,
        tolerance: 0,
      });
      const error = solution.map((c, i) => c - wanted[i]!);
      return Math.sqrt(times(error).reduce((sum, c, i) => sum + c * error[i]!, 0));
    };
    const start = Math.sqrt(right.reduce((sum, c, i) => sum + c * wanted[i]!, 0));
    const ratio = (Math.sqrt(100) - 1) / (Math.sqrt(100) + 1);
    for (const iterations of [1, 5, 10, 20]) {
      expect(await errorAfter(iterations)).toBeLessThanOrEqual(2 * ratio ** iterations * start);
    }
  });

  test('stop at the tolerance, and at the number of products', async () => {
    const values = Array.from({ length: 30 }, (_, i) => 1 + i ** 2);
    const times = system(values);
    const right = normals('right', 30);
    const product = (x: Float64Array) => Promise.resolve(times(x));
    const rough = await conjugateGradients(product, right, { iterations: 100, tolerance: 1e-2 });
    const fine = await conjugateGradients(product, right, { iterations: 100, tolerance: 1e-10 });
    expect(relativeError(times(rough.solution), right)).toBeLessThan(1.001e-2);
    expect(relativeError(times(fine.solution), right)).toBeLessThan(1e-9);
    expect(rough.products).toBeLessThan(fine.products);
    const cut = await conjugateGradients(product, right, { iterations: 4, tolerance: 0 });
    expect(cut.products).toBe(4);
  });

  test('from the solution take one product, to see that it is', async () => {
    const times = system([1, 2, 3, 4, 5]);
    const wanted = normals('solution', 5);
    const { solution, products } = await conjugateGradients(
      (x) => Promise.resolve(times(x)),
      times(wanted),
      { iterations: 50, tolerance: 1e-12 },
      wanted,
    );
    expect(products).toBe(1);
    expect(relativeError(solution, wanted)).toBeLessThan(1e-12);
  });

  test('solve 0 without a product', async () => {
    const { solution, products } = await conjugateGradients(
      () => Promise.reject(new Error('no product was needed')),
      new Float64Array(4),
      exact,
    );
    expect(products).toBe(0);
    expect([...solution]).toEqual([0, 0, 0, 0]);
  });

  test('refuse a matrix with a negative eigenvalue, and say how negative', async () => {
    const times = system([1, 2, -3, 4]);
    const solving = conjugateGradients((x) => Promise.resolve(times(x)), normals('right', 4), exact);
    await expect(solving).rejects.toThrow(NotPositiveCurvatureError);
    const error = (await solving.catch((reason: unknown) => reason)) as NotPositiveCurvatureError;
    expect(error.curvature).toBeLessThan(0);
    expect(error.curvature).toBeGreaterThanOrEqual(-3);
  });

  test('with products BᵀBx solve the normal equations', async () => {
    const matrix = normals('matrix', 12 * 5);
    const wanted = normals('solution', 5);
    const normal = (x: Float64Array) => multiplyTransposed(matrix, multiply(matrix, x));
    const { solution } = await conjugateGradients((x) => Promise.resolve(normal(x)), normal(wanted), exact);
    expect(relativeError(solution, wanted)).toBeLessThan(1e-11);
  });
});
