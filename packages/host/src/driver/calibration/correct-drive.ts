import type { ConverterErrors } from './calibration.js';

/**
 * What has to be rounded to codes so that DACs with these errors put out `values`: code = (value/scale − offset)/gain. In
 * units of `values`, each through its own converter.
 */
export function correctedDrive(
  values: Float32Array,
  scale: number,
  { gains, offsetsLsb }: ConverterErrors,
): { readonly values: Float32Array; readonly peak: number } {
  const corrected = new Float32Array(values.length);
  let peak = 0;
  let converter = 0;
  for (let i = 0; i < values.length; i++) {
    const value = (values[i]! - offsetsLsb[converter]! * scale) / gains[converter]!;
    corrected[i] = value;
    if (Math.abs(value) > peak) peak = Math.abs(value);
    converter = converter + 1 === gains.length ? 0 : converter + 1;
  }
  return { values: corrected, peak };
}

/** The smallest scale at which corrected values up to `peak` fit codes up to `largest` of every converter. */
export function smallestCorrectedScale(
  peak: number,
  largest: number,
  { gains, offsetsLsb }: ConverterErrors,
): number {
  // |value/scale − offset| ≤ largest·gain
  let scale = 0;
  for (const [i, gain] of gains.entries()) {
    scale = Math.max(
      scale,
      peak / Math.max(largest * gain - Math.abs(offsetsLsb[i]!), largest * gain * leastRoom),
    );
  }
  return scale;
}

/** Offsets take no more than this share of the range; beyond it codes clip, and are counted. */
const leastRoom = 0.05;
