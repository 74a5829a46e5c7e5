/** Sums in f64 of a function of values. */
export function mean(values: ArrayLike<number>, of: (x: number, i: number) => number = (x) => x): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i] as number, i);
  return sum / values.length;
}

/** A standard normal deviate exceeds this in magnitude once in 10⁶ times. */
export const rareDeviate = 4.892;
