import { cholesky, symmetricEigen } from '@thermoloop/compute';
import { InputError } from '../input-error.js';
import type { CsvTable } from './read-csv.js';

/** A x = b with A = λI + BᵀB symmetric and positive definite, in the form in which a device takes it. */
export interface SpdSystem {
  /** N. */
  readonly order: number;
  /** A [N × N], row-major. */
  readonly matrix: Float64Array;
  /** λ, half the smallest eigenvalue of A. */
  readonly damping: number;
  /** B [N × N], row-major: the transpose of the Cholesky factor of A − λI. */
  readonly factor: Float64Array;
  /** b [N]. */
  readonly rhs: Float64Array;
}

/** Entries of a symmetric matrix may differ from their mirror images by this part of the largest one. */
const symmetryTolerance = 1e-12;

/**
 * Splits A.
 * @throws InputError that says which of square, symmetric and positive definite A is not, or that b does not match
 */
export async function spdSystem(
  matrix: CsvTable & { readonly path: string },
  rhs: CsvTable & { readonly path: string },
  threads: number,
): Promise<SpdSystem> {
  const { rows: order, columns, values } = matrix;
  const place = `--matrix ${matrix.path}`;
  if (order !== columns) {
    throw new InputError({
      place,
      found: `a matrix that is not square: ${order} × ${columns}`,
      expected: 'N × N',
    });
  }
  requireSymmetric(values, order, place);
  if (Math.min(rhs.rows, rhs.columns) !== 1 || rhs.values.length !== order) {
    throw new InputError({
      place: `--rhs ${rhs.path}`,
      found: `${rhs.rows} × ${rhs.columns} numbers`,
      expected: `one row or one column of ${order}, to match the ${order} × ${order} matrix`,
    });
  }
  const eigenvalues = symmetricEigen(values, order).values;
  const [smallest = 0, largest = 0] = [eigenvalues[0], eigenvalues.at(-1)];
  if (!(smallest > order * Number.EPSILON * Math.max(largest, -smallest))) {
    throw new InputError({
      place,
      found: `a matrix that is not positive definite: its smallest eigenvalue is ${smallest.toPrecision(3)}`,
      expected: 'all eigenvalues above 0',
    });
  }
  const damping = smallest / 2;
  const shifted = values.slice();
  for (let i = 0; i < order; i++) shifted[i * (order + 1)]! -= damping;
  const lower = await cholesky(shifted, order, { threads });
  return { order, matrix: values, damping, factor: transposed(lower, order), rhs: rhs.values };
}

function requireSymmetric(values: Float64Array, order: number, place: string): void {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [values[i * order + j]!, values[j * order + i]!];
      if (Math.abs(below - above) <= symmetryTolerance * largest) continue;
      throw new InputError({
        place,
        found: `a matrix that is not symmetric: row ${i + 1}, column ${j + 1} is ${below}, its mirror image ${above}`,
        expected: 'equal entries',
      });
    }
  }
}

function transposed(matrix: Float64Array, order: number): Float64Array {
  return Float64Array.from(matrix, (_, at) => matrix[(at % order) * order + Math.floor(at / order)]!);
}
