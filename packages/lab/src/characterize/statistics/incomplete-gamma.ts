const { abs, exp, log, sin, PI } = Math;

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(a), a > 0, to about 1e-14 (Lanczos, g = 7, n = 9). */
export function logGamma(a: number): number {
  if (a < 0.5) return log(PI / sin(PI * a)) - logGamma(1 - a);
  const x = a - 1;
  let sum: number = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (x + i);
  const t = x + 7.5;
  return 0.5 * log(2 * PI) + (x + 0.5) * log(t) - t + log(sum);
}

/** Both tails of the gamma distribution of shape a: P(a, x) and Q = 1 − P, each to full relative accuracy when small. */
export function gammaTails(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  const scale = exp(a * log(x) - x - logGamma(a));
  if (x < a + 1) {
    const lower = scale * series(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = scale * continuedFraction(a, x);
  return { lower: 1 - upper, upper };
}

/** Σ xⁿ Γ(a)/Γ(a+1+n): Abramowitz & Stegun 6.5.29. */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Abramowitz & Stegun 6.5.31 by Lentz's method. */
function continuedFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonZero(an * d + b, tiny);
    c = nonZero(b + an / c, tiny);
    const factor = d * c;
    h *= factor;
    if (abs(factor - 1) < 4e-16) break;
  }
  return h;
}

function nonZero(value: number, tiny: number): number {
  return abs(value) < tiny ? tiny : value;
}
