import { gammaTails } from '../statistics/incomplete-gamma.js';

const { exp, sqrt, PI } = Math;

/** Φ(z), either tail to full relative accuracy: Φ(−z) = ½·Q(½, z²/2) for z > 0. */
export function normalDistribution(z: number): number {
  const tail = gammaTails(0.5, (z * z) / 2).upper / 2;
  return z < 0 ? tail : 1 - tail;
}

export function normalDensity(z: number): number {
  return exp((-z * z) / 2) / sqrt(2 * PI);
}
