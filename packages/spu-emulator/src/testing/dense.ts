/** Small dense algebra for tests, row-major. Shares nothing with the package: no eigenvectors, no low rank. */

export function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const weight = a[i * n + k] as number;
      if (weight === 0) continue;
      for (let j = 0; j < n; j++)
        out[i * n + j] = (out[i * n + j] as number) + weight * (b[k * n + j] as number);
    }
  }
  return out;
}

export function apply(a: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (a[i * n + j] as number) * (x[j] as number);
    return sum;
  });
}

/**
 * The propagator Φ = e^{−As}, the response F = ∫₀ˢ e^{−Au} du and C = 2∫₀ˢ e^{−2Au} du of dx = −(Ax − g)ds + √2 dW: Taylor series
 * over a short step, then doubling.
 */
export function propagate(
  a: Float64Array,
  n: number,
  s: number,
): { decay: Float64Array; response: Float64Array; covariance: Float64Array } {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(a[i * n + j] as number);
    norm = Math.max(norm, sum);
  }
  const doublings = Math.max(0, Math.ceil(Math.log2(norm * s)) + 3);
  const h = s / 2 ** doublings;
  // Φ = Σ (−Ah)ᵏ/k!, F = h Σ (−Ah)ᵏ/(k+1)!, C = 2h Σ (−2Ah)ᵏ/(k+1)!
  let decay: Float64Array = new Float64Array(n * n);
  let response: Float64Array = new Float64Array(n * n);
  let covariance: Float64Array = new Float64Array(n * n);
  let term = identity(n);
  for (let k = 0, factorial = 1; k <= 16; k++, factorial *= k) {
    for (let i = 0; i < n * n; i++) {
      const t = (term[i] as number) / factorial;
      decay[i] = (decay[i] as number) + t;
      response[i] = (response[i] as number) + (h * t) / (k + 1);
      covariance[i] = (covariance[i] as number) + (2 * h * 2 ** k * t) / (k + 1);
    }
    term = multiply(term, a, n).map((value) => -h * value);
  }
  for (let k = 0; k < doublings; k++) {
    response = sum(response, multiply(decay, response, n));
    covariance = sum(covariance, multiply(multiply(decay, covariance, n), decay, n));
    decay = multiply(decay, decay, n);
  }
  return { decay, response, covariance };
}

/** λI + ρBᵀSB. */
export function systemMatrix(system: {
  rows: number;
  cells: number;
  couplings: ArrayLike<number>;
  blocks?: { size: number; values: ArrayLike<number> };
  couplingGain: number;
  leak: number;
}): Float64Array {
  const { rows, cells, couplings, blocks, couplingGain, leak } = system;
  const out = new Float64Array(cells * cells);
  const size = blocks?.size ?? 1;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = i - (i % size); k < i - (i % size) + size; k++, at++) {
      const weight = couplingGain * (blocks === undefined ? 1 : (blocks.values[at] as number));
      for (let p = 0; p < cells; p++) {
        const left = weight * (couplings[i * cells + p] as number);
        for (let q = 0; q < cells; q++) {
          out[p * cells + q] = (out[p * cells + q] as number) + left * (couplings[k * cells + q] as number);
        }
      }
    }
  }
  for (let p = 0; p < cells; p++) out[p * cells + p] = (out[p * cells + p] as number) + leak;
  return out;
}

/** x with L x = b for C = LLᵀ: turns noise of covariance C into standard normals. */
export function whitener(covariance: ArrayLike<number>, n: number): (b: ArrayLike<number>) => Float64Array {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = covariance[i * n + j] as number;
      for (let k = 0; k < j; k++) value -= (l[i * n + k] as number) * (l[j * n + k] as number);
      l[i * n + j] = i === j ? Math.sqrt(value) : value / (l[j * n + j] as number);
    }
  }
  return (b) => {
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let value = b[i] as number;
      for (let k = 0; k < i; k++) value -= (l[i * n + k] as number) * (x[k] as number);
      x[i] = value / (l[i * n + i] as number);
    }
    return x;
  };
}

/** Largest difference, relative to the largest value wanted. */
export function relativeError(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    scale = Math.max(scale, Math.abs(wanted[i] as number));
    worst = Math.max(worst, Math.abs((wanted[i] as number) - (got[i] as number)));
  }
  return worst / scale;
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0));
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] as number));
}
