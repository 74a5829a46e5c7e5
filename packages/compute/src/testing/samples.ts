import { RandomStream } from '@thermoloop/sim-kernel';
import { type Shape, elementCount } from '../graph/shape.js';

/** Standard normal values that depend on the seed and the name alone. */
export function normals(length: number, seed: number, name: string): Float64Array {
  const values = new Float64Array(length);
  RandomStream.named(seed, 'compute-test', name).fillNormal(values);
  return values;
}

/**
 * Values away from the kinks of ReLU, |x| and maxima: a random order of numbers 0.02 apart, none nearer to zero than
 * 0.01, the largest 0.01 · length.
 */
export function distinct(length: number, seed: number, name: string): Float64Array {
  const order = RandomStream.named(seed, 'compute-test', name).permutation(length);
  const lowest = -Math.floor(length / 2);
  return Float64Array.from(order, (rank) => (lowest + rank + 0.5) * 0.02);
}

/** Values of (0.5, 1.5), for logarithms, roots and divisors. */
export function positive(length: number, seed: number, name: string): Float64Array {
  const values = new Float64Array(length);
  RandomStream.named(seed, 'compute-test', name).fillUniform(values);
  return values.map((value) => 0.5 + value);
}

/** The numbers of [0, length), one per element of a shape, as float32. */
export function counting(shape: Shape): Float32Array {
  return Float32Array.from({ length: elementCount(shape) }, (_, i) => i);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** max |a − b| over max(1, max |b|). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 1;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    size = Math.max(size, Math.abs(b[i] as number));
  }
  return Number.isNaN(dot(a, b)) || a.length !== b.length ? Infinity : difference / size;
}
