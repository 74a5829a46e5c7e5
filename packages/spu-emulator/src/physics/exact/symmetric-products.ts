/** Rows of G that are read together, so that each entry of a vector is loaded once for all of them. */
const band = 4;

/**
 * yₖ = G xₖ for a symmetric matrix G (n × n, row-major) and one or two vectors. Two at once cost little more
 * than one: what takes time is reading G.
 */
export function symmetricProducts(
  g: Float64Array,
  vectors: readonly Float64Array[],
  products: readonly Float64Array[],
): void {
  for (let k = 0; k < vectors.length; k += 2) {
    const [x0, x1] = vectors.slice(k, k + 2);
    const [y0, y1] = products.slice(k, k + 2);
    if (x0 === undefined || y0 === undefined) return;
    const n = x0.length;
    const banded = n - (n % band);
    if (x1 === undefined || y1 === undefined) bandsOfOne(g, banded, x0, y0);
    else bandsOfTwo(g, banded, x0, x1, y0, y1);
    for (let i = banded; i < n; i++) {
      y0[i] = row(g, i, x0);
      if (x1 !== undefined && y1 !== undefined) y1[i] = row(g, i, x1);
    }
  }
}

function row(g: Float64Array, i: number, x: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = i * x.length; j < x.length; j++, at++) sum += (g[at] as number) * (x[j] as number);
  return sum;
}

function bandsOfOne(g: Float64Array, rows: number, x: Float64Array, y: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < rows; i += band) {
    let at0 = i * n;
    let at1 = at0 + n;
    let at2 = at1 + n;
    let at3 = at2 + n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < n; j++) {
      const value = x[j] as number;
      a += (g[at0++] as number) * value;
      b += (g[at1++] as number) * value;
      c += (g[at2++] as number) * value;
      d += (g[at3++] as number) * value;
    }
    y[i] = a;
    y[i + 1] = b;
    y[i + 2] = c;
    y[i + 3] = d;
  }
}

function bandsOfTwo(
  g: Float64Array,
  rows: number,
  x: Float64Array,
  z: Float64Array,
  y: Float64Array,
  w: Float64Array,
): void {
  const n = x.length;
  for (let i = 0; i < rows; i += band) {
    let at0 = i * n;
    let at1 = at0 + n;
    let at2 = at1 + n;
    let at3 = at2 + n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let p = 0;
    let q = 0;
    for (let j = 0; j < n; j++) {
      const left = x[j] as number;
      const right = z[j] as number;
      const g0 = g[at0++] as number;
      const g1 = g[at1++] as number;
      const g2 = g[at2++] as number;
      const g3 = g[at3++] as number;
      a += g0 * left;
      b += g1 * left;
      c += g2 * left;
      d += g3 * left;
      e += g0 * right;
      f += g1 * right;
      p += g2 * right;
      q += g3 * right;
    }
    y[i] = a;
    y[i + 1] = b;
    y[i + 2] = c;
    y[i + 3] = d;
    w[i] = e;
    w[i + 1] = f;
    w[i + 2] = p;
    w[i + 3] = q;
  }
}
