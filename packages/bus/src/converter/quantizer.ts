import type { Conversion } from './conversion.js';

/** What a quantiser did to values. */
export interface Quantized {
  /** How many lay beyond the first or the last level and were limited. */
  readonly clipped: number;
  /** The largest magnitude before, in LSB; NaN if a value was NaN. */
  readonly peak: number;
}

/** Turns a chunk of values, in LSB, into codes, in place; `first` is the index of its first value in the whole. */
export type Quantizer = (chunk: Float64Array, first: number, conversion: Conversion) => Quantized;
