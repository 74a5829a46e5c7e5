/** Plain f64 products with a dense r × N matrix, row-major: for systems too small to hand to a runtime, and for checks. */

type Values = Float64Array | Float32Array | Int16Array | Int8Array;

/** B v, of length r, for each of `count` vectors. */
export function project(matrix: Values, rows: number, v: Values, count = 1): Float64Array {
  const cells = v.length / count;
  const out = new Float64Array(rows * count);
  for (let k = 0; k < count; k++) {
    for (let i = 0, at = 0; i < rows; i++) {
      let sum = 0;
      for (let j = k * cells; j < (k + 1) * cells; j++) sum += (matrix[at++] as number) * (v[j] as number);
      out[k * rows + i] = sum;
    }
  }
  return out;
}

/** Bᵀ u, of length `cells`, for each of `count` vectors. */
export function spread(matrix: Values, cells: number, u: Float64Array, count = 1): Float64Array {
  const rows = u.length / count;
  const out = new Float64Array(cells * count);
  for (let k = 0; k < count; k++) {
    for (let i = 0, at = 0; i < rows; i++) {
      const weight = u[k * rows + i] as number;
      for (let j = k * cells; j < (k + 1) * cells; j++) {
        out[j] = (out[j] as number) + weight * (matrix[at++] as number);
      }
    }
  }
  return out;
}

/** B Bᵀ, r × r. */
export function gramMatrix(matrix: Values, rows: number): Float64Array {
  const cells = matrix.length / rows;
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    const column = project(
      matrix.subarray(0, (i + 1) * cells),
      i + 1,
      matrix.subarray(i * cells, (i + 1) * cells),
    );
    for (let j = 0; j <= i; j++) out[i * rows + j] = out[j * rows + i] = column[j] as number;
  }
  return out;
}
