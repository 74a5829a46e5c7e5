import { NotFiniteError } from './not-finite-error.js';

const roundingShift = 1.5 * 2 ** 52;

/** Rounds half to even; exact for |x| < 2^51. */
export function roundHalfToEven(x: number): number {
  return x + roundingShift - roundingShift;
}

/** f32(value / scale) rounded half to even, not yet saturated (kept within ±2^31, so that ±∞ becomes a number). */
export function roundedRatio(value: number, scale: number): number {
  return roundHalfToEven(Math.min(Math.max(Math.fround(value / scale), -0x80000000), 0x80000000));
}

/** |values| from here on do not fit: half a code beyond the largest, in the f32 arithmetic of the graph. */
export function clippingLimit(scale: number, largest: number): number {
  return Math.fround(scale * Math.fround(largest + 0.5));
}

/**
 * The scalar reference of rounding to codes: writes the codes of `values` to `out`, saturated at ±largest, and
 * counts those from `clippingLimit` on. `scale` (value per code) is an f32 number, as in the graph.
 * @throws NotFiniteError on NaN; ±∞ saturates.
 */
export function roundToCodes(
  array: string,
  values: Float32Array,
  scale: number,
  largest: number,
  out: Int8Array | Int16Array,
): { clipped: number } {
  const limit = clippingLimit(scale, largest);
  let clipped = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const rounded = roundedRatio(value, scale);
    if (Number.isNaN(rounded)) throw new NotFiniteError(array, i);
    if (Math.abs(value) >= limit) clipped++;
    out[i] = Math.min(Math.max(rounded, -largest), largest);
  }
  return { clipped };
}
