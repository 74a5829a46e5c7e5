import { inverseNormal } from '@thermoloop/sim-kernel';
import { incompleteBeta } from './incomplete-beta.js';
import { gammaTails } from './incomplete-gamma.js';

/** |z| that a standard normal exceeds with this probability. */
export function normalBound(falseAlarm: number): number {
  return falseAlarm >= 1 ? 0 : -inverseNormal(falseAlarm / 2);
}

/** |t| that Student's t with so many degrees of freedom exceeds with this probability. */
export function studentBound(falseAlarm: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(degreesOfFreedom)) return normalBound(falseAlarm);
  // P(|t| > T) = I_{ν/(ν+T²)}(ν/2, ½)
  const x = betaQuantile(falseAlarm, degreesOfFreedom / 2, 0.5);
  return Math.sqrt(degreesOfFreedom * (1 / x - 1));
}

/** x with P(χ²_ν ≤ x) = p for the lower tail, P(χ²_ν > x) = p for the upper one. */
export function chiSquareQuantile(p: number, degreesOfFreedom: number, tail: 'lower' | 'upper'): number {
  const half = degreesOfFreedom / 2;
  return 2 * root((x) => gammaTails(half, x)[tail] - p, 1, tail === 'lower' ? 1 : -1);
}

/** x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  return root((x) => incompleteBeta(a, b, x) - p, 1, 1);
}

/**
 * The zero of a monotonic function above 0 by bisection: of exponents where the two ends are far apart, so that a root
 * near 0 keeps its digits. `high` is doubled until it is beyond the root. @param sign 1 if the function rises
 */
function root(f: (x: number) => number, high: number, sign: 1 | -1): number {
  let [a, b] = [Number.MIN_VALUE, high];
  while (sign * f(b) < 0) [a, b] = [b, 2 * b];
  while (b - a > 1e-14 * b) {
    const middle = b > 2 * a ? Math.sqrt(a) * Math.sqrt(b) : (a + b) / 2;
    if (sign * f(middle) < 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}
