import { fourierTransform } from './fourier-transform.js';
import type { Window } from './window.js';

/** The one-sided power spectrum of a record. */
export interface Spectrum {
  /** Mean square of each bin, 0 … M/2: lines and noise sum to the mean square of the record. */
  readonly power: Float64Array;
  readonly samples: number;
  readonly window: Window;
}

/** The power spectrum of M = 2ᵐ samples, normalised so that the sum of all bins is the mean square of the (weighted) record. */
export function powerSpectrum(samples: ArrayLike<number>, window: Window): Spectrum {
  const count = samples.length;
  const weights = window.weights(count);
  const real = Float64Array.from(weights, (weight, i) => weight * samples[i]!);
  const imaginary = new Float64Array(count);
  fourierTransform(real, imaginary);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const power = new Float64Array(count / 2 + 1);
  for (let k = 0; k < power.length; k++) {
    const sides = k === 0 || k === count / 2 ? 1 : 2;
    power[k] = (sides * (real[k]! ** 2 + imaginary[k]! ** 2)) / (count * squares);
  }
  return { power, samples: count, window };
}

/** The bin in which harmonic `order` of a line in bin `bin` shows, folded at half the sample rate. */
export function foldedBin(bin: number, order: number, samples: number): number {
  const at = (bin * order) % samples;
  return at > samples / 2 ? samples - at : at;
}
