/**
 * Reduces a (lower triangle, row-major, n × n) to tridiagonal form by reflections I − β v vᵀ (Golub and Van Loan,
 * Matrix Computations, 8.3.1). Leaves v of reflection k in column k below the diagonal of a, and returns the
 * weights β.
 */
export function tridiagonalize(
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

/** The transpose of the product of all reflections that `tridiagonalize` left in a, row-major. */
export function accumulateReflectors(a: Float64Array, weights: Float64Array, n: number): Float64Array {
  const transposed = new Float64Array(n * n);
  for (let i = 0; i < n; i++) transposed[i * n + i] = 1;
  const v = new Float64Array(n);
  for (let k = n - 2; k >= 0; k--) {
    const beta = at(weights, k);
    if (beta === 0) continue;
    for (let i = k + 1; i < n; i++) v[i] = at(a, i * n + k);
    let j = k + 1;
    for (; j + 3 < n; j += 4) reflectFourRows(transposed, n, j, k + 1, v, beta);
    for (; j < n; j++) reflectRow(transposed, n, j, k + 1, v, beta);
  }
  return transposed;
}

/** Row j from column `from` on, times I − β v vᵀ. */
function reflectRow(
  q: Float64Array,
  n: number,
  j: number,
  from: number,
  v: Float64Array,
  beta: number,
): void {
  const row = j * n;
  let sum = 0;
  for (let i = from; i < n; i++) sum += at(q, row + i) * at(v, i);
  sum *= beta;
  for (let i = from; i < n; i++) q[row + i] = at(q, row + i) - sum * at(v, i);
}

/** As `reflectRow`, for rows j … j + 3: their four sums do not wait for one another. */
function reflectFourRows(
  q: Float64Array,
  n: number,
  j: number,
  from: number,
  v: Float64Array,
  beta: number,
): void {
  const r0 = j * n;
  const r1 = r0 + n;
  const r2 = r1 + n;
  const r3 = r2 + n;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = from; i < n; i++) {
    const vi = at(v, i);
    s0 += at(q, r0 + i) * vi;
    s1 += at(q, r1 + i) * vi;
    s2 += at(q, r2 + i) * vi;
    s3 += at(q, r3 + i) * vi;
  }
  for (let i = from; i < n; i++) {
    const turned = beta * at(v, i);
    q[r0 + i] = at(q, r0 + i) - s0 * turned;
    q[r1 + i] = at(q, r1 + i) - s1 * turned;
    q[r2 + i] = at(q, r2 + i) - s2 * turned;
    q[r3 + i] = at(q, r3 + i) - s3 * turned;
  }
}

function at(a: Float64Array, index: number): number {
  return a[index] as number;
}
