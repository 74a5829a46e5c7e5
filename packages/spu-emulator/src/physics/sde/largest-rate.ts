import { symmetricEigen } from '@thermoloop/compute';
import { RandomStream } from '@thermoloop/sim-kernel';

const mostSteps = 96;
const tolerance = 1e-3;

/**
 * The eigenvalue of largest magnitude of a symmetric matrix of which only products are known, to 0.1 % and from above: an
 * estimate by Lanczos (three terms, no reorthogonalisation: copies of converged eigenvalues do no harm here) plus its
 * residual. NaN if a product is not finite.
 */
export async function largestRate(
  multiply: (x: Float64Array) => Promise<Float64Array>,
  size: number,
): Promise<number> {
  let direction: Float64Array = unitVector(size);
  let before: Float64Array = new Float64Array(size);
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  for (let step = 1; ; step++) {
    const product = await multiply(direction);
    const overlap = dot(direction, product);
    const previous = offDiagonal.at(-1) ?? 0;
    for (let i = 0; i < size; i++) {
      product[i] =
        (product[i] as number) - overlap * (direction[i] as number) - previous * (before[i] as number);
    }
    diagonal.push(overlap);
    const rest = Math.sqrt(dot(product, product));
    if (!Number.isFinite(overlap) || !Number.isFinite(rest)) return NaN;
    const isLast = step >= Math.min(size, mostSteps);
    if (isLast || step % 4 === 0 || rest === 0) {
      const { magnitude, residual } = outermost(diagonal, offDiagonal, rest);
      if (isLast || residual <= tolerance * magnitude) return magnitude + residual;
    }
    offDiagonal.push(rest);
    before = direction;
    direction = product;
    for (let i = 0; i < size; i++) direction[i] = (product[i] as number) / rest;
  }
}

/** Of the tridiagonal matrix: the eigenvalue of largest magnitude and how far from it one of the whole matrix may be. */
function outermost(
  diagonal: readonly number[],
  offDiagonal: readonly number[],
  rest: number,
): { magnitude: number; residual: number } {
  const m = diagonal.length;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    matrix[i * m + i] = diagonal[i] as number;
    if (i + 1 < m) matrix[i * m + i + 1] = matrix[(i + 1) * m + i] = offDiagonal[i] as number;
  }
  const { values, vectors } = symmetricEigen(matrix, m);
  const at = Math.abs(values[0] as number) > Math.abs(values[m - 1] as number) ? 0 : m - 1;
  return {
    magnitude: Math.abs(values[at] as number),
    residual: rest * Math.abs(vectors[at * m + m - 1] as number),
  };
}

function unitVector(size: number): Float64Array {
  const out = new Float64Array(size);
  RandomStream.named('largest rate').fillNormal(out);
  const length = Math.sqrt(dot(out, out));
  return out.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
