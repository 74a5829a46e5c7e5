/**
 * yₖ = G xₖ for a symmetric matrix G (n × n, row-major) and one or two vectors. Two at once cost little more
 * than one: what takes time is reading G.
 */
export function symmetricProducts(
  g: Float64Array,
  vectors: readonly Float64Array[],
  products: readonly Float64Array[],
): void {
  let k = 0;
  for (; k + 1 < vectors.length; k += 2) {
    productPair(
      g,
      vectors[k] as Float64Array,
      vectors[k + 1] as Float64Array,
      products[k] as Float64Array,
      products[k + 1] as Float64Array,
    );
  }
  if (k < vectors.length) product(g, vectors[k] as Float64Array, products[k] as Float64Array);
}

function product(g: Float64Array, x: Float64Array, y: Float64Array): void {
  const n = x.length;
  const whole = n - (n % 4);
  for (let i = 0, row = 0; i < n; i++, row += n) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let j = 0;
    for (; j < whole; j += 4) {
      a += (g[row + j] as number) * (x[j] as number);
      b += (g[row + j + 1] as number) * (x[j + 1] as number);
      c += (g[row + j + 2] as number) * (x[j + 2] as number);
      d += (g[row + j + 3] as number) * (x[j + 3] as number);
    }
    for (; j < n; j++) a += (g[row + j] as number) * (x[j] as number);
    y[i] = a + b + (c + d);
  }
}

function productPair(
  g: Float64Array,
  x0: Float64Array,
  x1: Float64Array,
  y0: Float64Array,
  y1: Float64Array,
): void {
  const n = x0.length;
  const whole = n - (n % 2);
  for (let i = 0, row = 0; i < n; i++, row += n) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let j = 0;
    for (; j < whole; j += 2) {
      const left = g[row + j] as number;
      const right = g[row + j + 1] as number;
      a += left * (x0[j] as number);
      b += left * (x1[j] as number);
      c += right * (x0[j + 1] as number);
      d += right * (x1[j + 1] as number);
    }
    if (j < n) {
      a += (g[row + j] as number) * (x0[j] as number);
      b += (g[row + j] as number) * (x1[j] as number);
    }
    y0[i] = a + c;
    y1[i] = b + d;
  }
}
