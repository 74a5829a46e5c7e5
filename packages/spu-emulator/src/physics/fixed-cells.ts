import type { FixedCells } from './physics.js';

/** Puts fixed cells at their voltages, in each of the states that `volts` holds one after another (of `cells` each). */
export function holdFixed(
  volts: Float32Array | Float64Array,
  fixed: FixedCells | undefined,
  cells = volts.length,
): void {
  if (fixed === undefined) return;
  for (let first = 0; first < volts.length; first += cells) {
    fixed.indices.forEach((index, k) => (volts[first + index] = fixed.volts[k] as number));
  }
}
