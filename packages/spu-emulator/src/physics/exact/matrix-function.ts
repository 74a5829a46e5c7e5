/**
 * A function f of the eigenvalues of A = λI + UᵀU, in the form that the low-rank calculus needs:
 * f(A)v = f(λ)v + Uᵀ q(UUᵀ) U v with q(μ) = (f(λ + μ) − f(λ))/μ, the derivative at μ = 0.
 */
export interface MatrixFunction {
  /** f(a). */
  at(eigenvalue: number): number;
  /** q(μ) for μ ≥ 0 (`shift`) and λ ≥ 0 (`leak`), without the cancellation of the plain quotient. */
  quotient(leak: number, shift: number): number;
}

/**
 * F(a) = (1 − e^{−as})/a with s = `runTimeTau`: the mean that relaxes from zero is F(A)g, and from any start x₀
 * it is x₀ + F(A)(g − A x₀).
 */
export function responseFunction(runTimeTau: number): MatrixFunction {
  return {
    at: (a) => response(a, runTimeTau),
    quotient: (leak, shift) => responseQuotient(leak, shift, runTimeTau),
  };
}

/** e^{−as}: what a relaxation leaves of a deviation from its mean. */
export function decayFunction(runTimeTau: number): MatrixFunction {
  return {
    at: (a) => Math.exp(-a * runTimeTau),
    quotient: (leak, shift) => {
      const decay = Math.exp(-leak * runTimeTau);
      return decay === 0 ? 0 : -decay * response(shift, runTimeTau);
    },
  };
}

/**
 * √h(a) with h(a) = (1 − e^{−2as})/a: applied to a standard normal vector it gives noise of covariance
 * A⁻¹(I − e^{−2As}), what a relaxation from a fixed start has at κ = 1. Zero at s = 0.
 */
export function noiseFunction(runTimeTau: number): MatrixFunction {
  const root = (a: number): number => Math.sqrt(response(a, 2 * runTimeTau));
  return {
    at: root,
    quotient: (leak, shift) =>
      runTimeTau === 0
        ? 0
        : responseQuotient(leak, shift, 2 * runTimeTau) / (root(leak + shift) + root(leak)),
  };
}

function response(a: number, s: number): number {
  return a === 0 ? s : -Math.expm1(-a * s) / a;
}

/**
 * (F(λ + μ) − F(λ))/μ. Three forms, each where it does not cancel: a series while both exponents are small,
 * the plain quotient when μs alone is large, else the closed form through e^{−λs}F(μ).
 */
function responseQuotient(leak: number, shift: number, s: number): number {
  const low = leak * s;
  const high = (leak + shift) * s;
  if (low <= 1 && high <= 2) return s * s * responseQuotientSeries(low, high);
  if (low <= 1) return (response(leak + shift, s) - response(leak, s)) / shift;
  const decay = Math.exp(-low);
  const decayQuotient = decay === 0 ? 0 : -decay * response(shift, s);
  return (Math.expm1(-low) - leak * decayQuotient) / (leak * (leak + shift));
}

/** Divided difference of (1 − e^{−x})/x between `low` and `high`, both at most 2, to full precision. */
function responseQuotientSeries(low: number, high: number): number {
  let sum = 0;
  let difference = 1; // (highᵏ − lowᵏ)/(high − low)
  let power = low; // lowᵏ
  let coefficient = -0.5; // (−1)ᵏ/(k + 1)!
  for (let k = 1; k <= 28; k++) {
    sum += coefficient * difference;
    difference = high * difference + power;
    power *= low;
    coefficient /= -(k + 2);
  }
  return sum;
}
