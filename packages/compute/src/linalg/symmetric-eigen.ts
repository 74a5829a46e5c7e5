import { NoConvergenceError } from './errors.js';

export interface SymmetricEigen {
  /** Eigenvalues, ascending. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors as rows: component i of vector j is vectors[j · order + i]. */
  readonly vectors: Float64Array;
}

const maximumSweeps = 60;

/**
 * All eigenvalues and eigenvectors of a symmetric matrix in double precision: Householder tridiagonalisation, then
 * the implicit QL iteration (Golub and Van Loan, Matrix Computations, 8.3). About 9 · order³ operations on one
 * thread.
 *
 * @param matrix row-major, order × order; only the lower triangle is read, nothing is written
 * @throws NoConvergenceError if an eigenvalue takes more than 60 sweeps (a matrix with NaN or infinities, say)
 */
export function symmetricEigen(matrix: Float64Array, order: number): SymmetricEigen {
  const reflectors = matrix.slice(0, order * order);
  const diagonal = new Float64Array(order);
  const offDiagonal = new Float64Array(order);
  const weights = tridiagonalize(reflectors, order, diagonal, offDiagonal);
  const vectors = accumulateReflectors(reflectors, weights, order);
  implicitQl(diagonal, offDiagonal, vectors, order);
  return ascending(diagonal, vectors, order);
}

/**
 * Reduces a (lower triangle) to tridiagonal form by reflections I − β v vᵀ. Leaves v of reflection k in column k
 * below the diagonal of a, and returns the weights β.
 */
function tridiagonalize(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): Float64Array {
  const weights = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = at(a, k * n + k);
    let largest = 0;
    for (let i = k + 1; i < n; i++) largest = Math.max(largest, Math.abs(at(a, i * n + k)));
    let tail = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = largest === 0 ? 0 : at(a, i * n + k) / largest;
      if (i > k + 1) tail += at(v, i) * at(v, i);
    }
    const head = at(v, k + 1);
    if (tail === 0) {
      offDiagonal[k] = head * largest;
      continue;
    }
    const norm = Math.sqrt(head * head + tail);
    const alpha = head > 0 ? -norm : norm;
    offDiagonal[k] = alpha * largest;
    v[k + 1] = head - alpha;
    const beta = 2 / (at(v, k + 1) * at(v, k + 1) + tail);
    weights[k] = beta;
    reflectTrailing(a, n, k + 1, v, beta, p);
    for (let i = k + 1; i < n; i++) a[i * n + k] = at(v, i);
  }
  diagonal[n - 1] = at(a, n * n - 1);
  return weights;
}

/** Replaces the trailing block A by H·A·H, H = I − β v vᵀ, in its lower triangle: a symmetric rank-two update. */
function reflectTrailing(
  a: Float64Array,
  n: number,
  from: number,
  v: Float64Array,
  beta: number,
  p: Float64Array,
): void {
  p.fill(0, from);
  for (let i = from; i < n; i++) {
    const row = i * n;
    const vi = at(v, i);
    let sum = at(a, row + i) * vi;
    for (let j = from; j < i; j++) {
      const element = at(a, row + j);
      sum += element * at(v, j);
      p[j] = at(p, j) + element * vi;
    }
    p[i] = at(p, i) + sum;
  }
  let overlap = 0;
  for (let i = from; i < n; i++) {
    p[i] = at(p, i) * beta;
    overlap += at(p, i) * at(v, i);
  }
  const shift = 0.5 * beta * overlap;
  for (let i = from; i < n; i++) p[i] = at(p, i) - shift * at(v, i);
  for (let i = from; i < n; i++) {
    const row = i * n;
    const vi = at(v, i);
    const wi = at(p, i);
    for (let j = from; j <= i; j++) a[row + j] = at(a, row + j) - vi * at(p, j) - wi * at(v, j);
  }
}

/** The transpose of the product of all reflections: row j is what vector j starts from. */
function accumulateReflectors(a: Float64Array, weights: Float64Array, n: number): Float64Array {
  const transposed = new Float64Array(n * n);
  for (let i = 0; i < n; i++) transposed[i * n + i] = 1;
  const v = new Float64Array(n);
  for (let k = n - 2; k >= 0; k--) {
    const beta = at(weights, k);
    if (beta === 0) continue;
    for (let i = k + 1; i < n; i++) v[i] = at(a, i * n + k);
    for (let j = k + 1; j < n; j++) {
      const row = j * n;
      let sum = 0;
      for (let i = k + 1; i < n; i++) sum += at(transposed, row + i) * at(v, i);
      sum *= beta;
      for (let i = k + 1; i < n; i++) transposed[row + i] = at(transposed, row + i) - sum * at(v, i);
    }
  }
  return transposed;
}

/** Diagonalises the tridiagonal matrix in place and turns the rows of `vectors` along. */
function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): void {
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      const m = firstNegligible(d, e, l, n);
      if (m === l) break;
      if (sweep === maximumSweeps) {
        throw new NoConvergenceError(`eigenvalue ${l} of ${n}: not converged after ${maximumSweeps} sweeps`);
      }
      qlSweep(d, e, vectors, n, l, m);
    }
  }
}

/** The first index from l on whose off-diagonal element is negligible. */
function firstNegligible(d: Float64Array, e: Float64Array, l: number, n: number): number {
  let m = l;
  for (; m < n - 1; m++) {
    const size = Math.abs(at(d, m)) + Math.abs(at(d, m + 1));
    if (Math.abs(at(e, m)) <= Number.EPSILON * size) break;
  }
  return m;
}

/** One implicit QL step with Wilkinson's shift on the rows and columns l … m. */
function qlSweep(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  n: number,
  l: number,
  m: number,
): void {
  const ratio = (at(d, l + 1) - at(d, l)) / (2 * at(e, l));
  const root = Math.hypot(ratio, 1);
  let g = at(d, m) - at(d, l) + at(e, l) / (ratio + (ratio >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * at(e, i);
    const b = cosine * at(e, i);
    const length = Math.hypot(f, g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] = at(d, i + 1) - carried;
      e[m] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    const h = at(d, i + 1) - carried;
    const turned = (at(d, i) - h) * sine + 2 * cosine * b;
    carried = sine * turned;
    d[i + 1] = h + carried;
    g = cosine * turned - b;
    rotateRows(vectors, n, i, sine, cosine);
  }
  d[l] = at(d, l) - carried;
  e[l] = g;
  e[m] = 0;
}

function rotateRows(vectors: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const upper = i * n;
  const lower = upper + n;
  for (let k = 0; k < n; k++) {
    const u = at(vectors, upper + k);
    const w = at(vectors, lower + k);
    vectors[lower + k] = sine * u + cosine * w;
    vectors[upper + k] = cosine * u - sine * w;
  }
}

function ascending(values: Float64Array, vectors: Float64Array, n: number): SymmetricEigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => at(values, a) - at(values, b));
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => at(values, i)), vectors: sorted };
}

function at(a: Float64Array, index: number): number {
  return a[index] as number;
}
