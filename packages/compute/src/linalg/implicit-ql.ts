import { NoConvergenceError } from './errors.js';

/** LAPACK's limit; one or two for each eigenvalue is the rule. */
const maximumSweepsEach = 30;

/**
 * Diagonalises a tridiagonal matrix in place (Golub and Van Loan, 8.3.3) and turns the rows of `vectors` (n × n)
 * along. An off-diagonal element below the rounding of the whole matrix counts as zero: held against its two
 * neighbours on the diagonal, which in a matrix of low rank are rounding themselves, it would never be small.
 *
 * @param d diagonal, n long; the eigenvalues in the end
 * @param e off-diagonal, n long, the last element 0; is used up
 * @throws NoConvergenceError after 30 sweeps for each eigenvalue, all together
 */
export function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): void {
  const negligible = Number.EPSILON * sizeOf(d, e);
  const turns: Rotations = { sines: new Float64Array(n), cosines: new Float64Array(n) };
  let sweepsLeft = maximumSweepsEach * n;
  for (let l = 0; l < n; l++) {
    for (;;) {
      const m = firstNegligible(e, l, n, negligible);
      if (m === l) break;
      if (sweepsLeft-- === 0) {
        throw new NoConvergenceError(
          `eigenvalue ${l} of ${n}: not converged after ${maximumSweepsEach * n} sweeps in all`,
        );
      }
      const last = qlSweep(d, e, l, m, turns);
      rotateRows(vectors, n, last, m, turns);
    }
  }
}

/** The largest |dᵢ| + |eᵢ|. */
function sizeOf(d: Float64Array, e: Float64Array): number {
  return d.reduce((largest, value, i) => Math.max(largest, Math.abs(value) + Math.abs(at(e, i))), 0);
}

/** The first index from l on whose off-diagonal element is negligible. */
function firstNegligible(e: Float64Array, l: number, n: number, negligible: number): number {
  let m = l;
  while (m < n - 1 && Math.abs(at(e, m)) > negligible) m++;
  return m;
}

/** Of rows i and i + 1, at index i. */
interface Rotations {
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
}

/**
 * One implicit QL step with Wilkinson's shift on the rows and columns l … m. Fills in the rotations from m − 1 down
 * to the index that it returns: l, or more where the matrix has fallen apart on the way.
 */
function qlSweep(
  d: Float64Array,
  e: Float64Array,
  l: number,
  m: number,
  { sines, cosines }: Rotations,
): number {
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
      return i + 1;
    }
    sine = f / length;
    cosine = g / length;
    const h = at(d, i + 1) - carried;
    const turned = (at(d, i) - h) * sine + 2 * cosine * b;
    carried = sine * turned;
    d[i + 1] = h + carried;
    g = cosine * turned - b;
    sines[i] = sine;
    cosines[i] = cosine;
  }
  d[l] = at(d, l) - carried;
  e[l] = g;
  e[m] = 0;
  return l;
}

/** Applies the rotations m − 1, m − 2, … last, two at a time. */
function rotateRows(vectors: Float64Array, n: number, last: number, m: number, turns: Rotations): void {
  let i = m - 1;
  for (; i > last; i -= 2) rotateThree(vectors, n, i, turns);
  if (i === last) rotateTwo(vectors, n, i, turns);
}

function rotateTwo(vectors: Float64Array, n: number, i: number, { sines, cosines }: Rotations): void {
  const sine = at(sines, i);
  const cosine = at(cosines, i);
  const upper = i * n;
  const lower = upper + n;
  for (let k = 0; k < n; k++) {
    const u = at(vectors, upper + k);
    const w = at(vectors, lower + k);
    vectors[lower + k] = sine * u + cosine * w;
    vectors[upper + k] = cosine * u - sine * w;
  }
}

/** Rotation i, then rotation i − 1, in one pass over their three rows. */
function rotateThree(vectors: Float64Array, n: number, i: number, { sines, cosines }: Rotations): void {
  const sine = at(sines, i);
  const cosine = at(cosines, i);
  const nextSine = at(sines, i - 1);
  const nextCosine = at(cosines, i - 1);
  const middle = i * n;
  const upper = middle - n;
  const lower = middle + n;
  for (let k = 0; k < n; k++) {
    const t = at(vectors, upper + k);
    const u = at(vectors, middle + k);
    const w = at(vectors, lower + k);
    const turned = cosine * u - sine * w;
    vectors[lower + k] = sine * u + cosine * w;
    vectors[middle + k] = nextSine * t + nextCosine * turned;
    vectors[upper + k] = nextCosine * t - nextSine * turned;
  }
}

function at(a: Float64Array, index: number): number {
  return a[index] as number;
}
