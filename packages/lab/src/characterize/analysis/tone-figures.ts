import { effectiveBits, fitSine } from './sine-fit.js';
import { foldedBin, powerSpectrum, type Spectrum } from './spectrum.js';
import { blackmanHarris, rectangular } from './window.js';

const { abs, log10, max, min, round, sqrt, PI } = Math;

/** What the spectrum of a sine says of the converters that it went through. */
export interface ToneFigures {
  readonly spectrum: Spectrum;
  /** Bin of the sine. */
  readonly bin: number;
  /** Amplitude in the unit of the samples. */
  readonly amplitude: number;
  /** Signal to everything else but DC. */
  readonly sinadDb: number;
  /** Signal to everything else but DC and harmonics 2 to H. */
  readonly snrDb: number;
  /** Harmonics 2 to H to signal; undefined where none is above zero. */
  readonly thdDb: number | undefined;
  /** H: the highest harmonic that counts as one. */
  readonly harmonics: number;
  /** Signal to the largest other line. */
  readonly sfdrDbc: number;
  /** log2(FSR/(noise and distortion·√12)). */
  readonly enobBits: number;
  /** Harmonics that fold onto the signal, onto DC or onto one before: their power counts once, or as signal. */
  readonly collisions: readonly number[];
}

export interface Tone {
  /** Cycles in the record. */
  readonly cycles: number;
  /** H of THD: vendors take 5 to 15, so it is stated. */
  readonly harmonics: number;
  /** In the unit of the samples: 2^bits for codes. */
  readonly fullScaleRange: number;
}

/** A record that is said to hold whole cycles may be off by so many cycles. */
const mostLeak = 1e-3;

/**
 * SINAD, SNR, THD, SFDR and ENOB of a record of 2ᵐ samples. Whole cycles are taken without a window, others through a
 * Blackman–Harris window. A record that is not coherent although `cycles` is whole is refused: 0.1 cycles too many
 * turn 12 effective bits into 2.
 * @throws RangeError
 */
export function toneFigures(
  samples: ArrayLike<number>,
  { cycles, harmonics, fullScaleRange }: Tone,
): ToneFigures {
  const isCoherent = Number.isInteger(cycles);
  if (isCoherent) refuseLeaks(samples, cycles);
  const spectrum = powerSpectrum(samples, isCoherent ? rectangular : blackmanHarris);
  const { power, window } = spectrum;
  const lobe = window.lobeBins;
  const bin = round(cycles);
  const taken = new Uint8Array(power.length);
  const take = (centre: number): number => {
    let sum = 0;
    for (let k = max(0, centre - lobe); k <= min(power.length - 1, centre + lobe); k++) {
      if (taken[k] === 0) sum += power[k]!;
      taken[k] = 1;
    }
    return sum;
  };
  take(0);
  const signal = take(bin);
  const rest = remaining(power, taken);
  const spur = largestLine(power, taken, lobe);
  let distortion = 0;
  const collisions: number[] = [];
  for (let order = 2; order <= harmonics; order++) {
    const at = round(foldedBin(cycles, order, samples.length));
    if (taken[at] === 1) collisions.push(order);
    distortion += take(at);
  }
  const noise = remaining(power, taken);
  return {
    spectrum,
    bin,
    amplitude: sqrt(2 * signal),
    sinadDb: decibels(signal, rest),
    snrDb: decibels(signal, noise),
    thdDb: distortion > 0 ? -decibels(signal, distortion) : undefined,
    harmonics,
    sfdrDbc: decibels(signal, spur),
    enobBits: effectiveBits(sqrt(rest), fullScaleRange),
    collisions,
  };
}

function decibels(signal: number, other: number): number {
  return 10 * log10(signal / other);
}

function remaining(power: Float64Array, taken: Uint8Array): number {
  let sum = 0;
  for (let k = 0; k < power.length; k++) if (taken[k] === 0) sum += power[k]!;
  return sum;
}

/** The power of the largest line among the bins that are left. */
function largestLine(power: Float64Array, taken: Uint8Array, lobe: number): number {
  let largest = 0;
  for (let k = 0; k < power.length; k++) {
    if (taken[k] === 1) continue;
    let sum = 0;
    for (let j = max(0, k - lobe); j <= min(power.length - 1, k + lobe); j++) {
      if (taken[j] === 0) sum += power[j]!;
    }
    largest = max(largest, sum);
  }
  return largest;
}

/** Fits the frequency and compares it; its standard error by noise is √6·σ/(π·A·√M) cycles. */
function refuseLeaks(samples: ArrayLike<number>, cycles: number): void {
  const count = samples.length;
  const { amplitude, residualRms, cyclesPerSample } = fitSine(samples, cycles / count);
  const error = (sqrt(6) * residualRms) / (PI * amplitude * sqrt(count));
  const found = cyclesPerSample * count;
  if (abs(found - cycles) > mostLeak + 6 * error) {
    throw new RangeError(
      `a record of ${cycles} whole cycles holds ${found.toFixed(3)}: without a window its figures would be wrong; state the cycles that it holds`,
    );
  }
}
