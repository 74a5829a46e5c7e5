import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { apply, exponential, matrix, solve, type Matrix } from '../driver/testing/dense-algebra.js';
import { denseSystem, relativeError } from '../driver/testing/dense-problem.js';
import { gramMatrix } from './gram-matrix.js';
import { LowRankSystem, type ScaledFactor } from './low-rank-system.js';
import type { BlockDiagonal } from './row-modes.js';

const damping = 0.3;
const time = 1.7;

function normals(seed: number, count: number): Float64Array {
  const values = new Float64Array(count);
  RandomStream.named(seed, 'low rank system').fillNormal(values);
  return values;
}

/** Symmetric blocks with the given signs of their eigenvalues, by A·diag·Aᵀ. */
function blocksWith(seed: number, size: number, diagonals: readonly (readonly number[])[]): BlockDiagonal {
  const values = new Float32Array(size * size * diagonals.length);
  diagonals.forEach((diagonal, block) => {
    const a = normals(seed + block, size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += a[i * size + k]! * diagonal[k]! * a[j * size + k]!;
        values[(block * size + i) * size + j] = 0.1 * sum;
      }
    }
  });
  for (let block = 0; block < diagonals.length; block++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++)
        values[(block * size + i) * size + j] = values[(block * size + j) * size + i]!;
    }
  }
  return { size, values };
}

const factorOf = (
  rows: number,
  columns: number,
  more: Partial<ScaledFactor> = {},
  values: ScaledFactor['matrix']['values'] = Float32Array.from(normals(rows, rows * columns)),
): ScaledFactor => ({ matrix: { rows, columns, values }, matrixScale: 1, blockScale: 1, ...more });

const eight = Int8Array.from(normals(9, 6 * 10), (value) => Math.round(20 * value));
const cases: [string, ScaledFactor][] = [
  ['S = I', factorOf(6, 10)],
  ['more rows than columns', factorOf(12, 5)],
  ['a matrix of zeros', factorOf(4, 6, {}, new Float32Array(24))],
  ['S positive', factorOf(6, 10, { blocks: blocksWith(1, 3, [[1, 2, 1], [1, 1, 3]]) })], // prettier-ignore
  ['S singular', factorOf(6, 10, { blocks: blocksWith(2, 3, [[1, 0, 1], [0, 0, 2]]) })], // prettier-ignore
  ['codes with scales', factorOf(6, 10, { matrixScale: 0.03, blockScale: 0.7, blocks: blocksWith(3, 2, [[1, 2], [2, 0], [1, 1]]) }, eight)], // prettier-ignore
  ['S = I with a scale', factorOf(6, 10, { matrixScale: 0.03, blockScale: 0.5 }, eight)],
];
// A small indefinite part, so that λ + min μ stays above zero.
const indefinite: [string, ScaledFactor][] = [
  ['S indefinite', factorOf(6, 10, { matrixScale: 0.4, blocks: blocksWith(4, 3, [[1, -0.3, 1], [2, 1, -0.2]]) })], // prettier-ignore
  ['S indefinite, rows that repeat', factorOf(6, 4, { matrixScale: 0.3, blocks: blocksWith(5, 2, [[1, -0.2], [1, 1], [-0.1, 2]]) })], // prettier-ignore
];

function denseOf({ matrix: rows, matrixScale, blocks, blockScale }: ScaledFactor): Matrix {
  const { rows: r, columns, values } = rows;
  const scale = matrixScale * Math.sqrt(blockScale);
  return blocks === undefined
    ? denseSystem({ rows: r, columns, matrix: values }, damping, scale)
    : denseSystem({ rows: r, columns, matrix: values, blocks }, damping, matrixScale, blockScale);
}

/** What f32 storage leaves of eigenvalues of S that are zero: they may be below it, and count as zero. */
const storage = 1e-6;

describe.each([...cases, ...indefinite])('functions of λI + BᵀSB with %s', (name, factor) => {
  const tolerance = name === 'S singular' ? storage : 1e-10;
  const { columns } = factor.matrix;
  const v = normals(77, columns);
  const dense = denseOf(factor);

  test('A⁻¹v, e^{−As}v and Av are those of the dense matrix', async () => {
    const system = await LowRankSystem.of(factor, damping, 1);
    expect(relativeError(system.solve(v), solve(dense, [...v]))).toBeLessThan(tolerance);
    const decay = exponential(dense.map((row) => row.map((value) => -time * value)));
    expect(
      relativeError(
        system.apply((a) => Math.exp(-a * time), v),
        apply(decay, [...v]),
      ),
    ).toBeLessThan(tolerance);
    expect(relativeError(system.times(v), apply(dense, [...v]))).toBeLessThan(1e-12);
  });

  test('tr e^{−As} and tr A are those of the dense matrix', async () => {
    const system = await LowRankSystem.of(factor, damping, 1);
    const decay = exponential(dense.map((row) => row.map((value) => -time * value)));
    expect(Math.abs(system.trace((a) => Math.exp(-a * time)) / traceOf(decay) - 1)).toBeLessThan(tolerance);
    expect(Math.abs(system.trace((a) => a) / traceOf(dense) - 1)).toBeLessThan(tolerance);
  });
});

const traceOf = (a: Matrix): number => a.reduce((sum, row, i) => sum + row[i]!, 0);

describe('the Gram matrix', () => {
  test('is the sum over all columns, also of more than are widened at once', async () => {
    const [rows, columns] = [3, 8192 + 700];
    const values = Int8Array.from(normals(5, rows * columns), (value) => Math.round(40 * value));
    const gram = await gramMatrix({ rows, columns, values }, 1);
    const expected = matrix(rows, rows, (i, j) => {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += values[i * columns + k]! * values[j * columns + k]!;
      return sum;
    });
    expect([...gram]).toEqual(expected.flat()); // whole numbers: exact
  });
});
