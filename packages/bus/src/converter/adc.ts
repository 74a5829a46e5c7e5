import { largestCode, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import type { RandomStream } from '@thermoloop/sim-kernel';
import type { AdcSpec } from './adc-spec.js';
import { eachChunk } from './chunks.js';
import { requireConverter, type Conversion } from './conversion.js';
import { additiveNoise } from './effects/additive-noise.js';
import { combine } from './effects/effect.js';
import { incompleteAcquisition } from './effects/incomplete-acquisition.js';
import { adcNonlinearity } from './effects/inl-adc.js';
import { offsetDrift } from './effects/offset-drift.js';
import { staticError } from './effects/static-error.js';
import { NotFiniteError } from './not-finite-error.js';
import { quantize } from './quantize.js';
import { durationOf } from './timing.js';
import { codeFormat, requireFormat } from './codes.js';

export interface AdcReading {
  /** Conversions that saturated. */
  readonly clipped: number;
  /** Largest magnitude at the quantiser, in LSB, before saturation. */
  readonly peak: number;
}

export interface Adc {
  readonly format: CodeFormat;
  /**
   * Writes the code of each voltage to `out`; one LSB is `voltsPerCode`. Mid-tread, half to even, saturating.
   * Throws a NotFiniteError for NaN, and for an infinity where nothing saturates, a RangeError for a gain that is
   * not above 0 and for a converter that there is not.
   */
  convert(
    volts: Float32Array | Float64Array,
    voltsPerCode: number,
    out: CodeArray,
    conversion: Conversion,
  ): AdcReading;
  /** Seconds for so many conversions, acquisition and pipeline included. */
  durationS(conversions: number): number;
  /** Seconds between the sampling of the first and of the last of so many cells. */
  skewS(cells: number): number;
  energyJ(conversions: number): number;
}

/** `instance` names this piece of silicon: its static errors are drawn from it. */
export function createAdc(spec: AdcSpec, instance: RandomStream): Adc {
  return spec.kind === 'ideal' ? idealAdc : quantizedAdc(spec, instance);
}

const idealFormat = codeFormat({ kind: 'ideal' });

const idealAdc: Adc = {
  format: idealFormat,
  convert(volts, voltsPerCode, out) {
    requireFormat(out, idealFormat);
    requireReadoutGain(voltsPerCode);
    let peak = 0;
    for (let i = 0; i < volts.length; i++) {
      const value = (volts[i] as number) / voltsPerCode;
      peak = Math.max(peak, Math.abs(value));
      out[i] = value;
    }
    if (!Number.isFinite(Math.fround(peak))) throw new NotFiniteError(out, 'cell');
    return { clipped: 0, peak };
  },
  durationS: () => 0,
  skewS: () => 0,
  energyJ: () => 0,
};

function quantizedAdc(spec: AdcSpec & { kind: 'quantized' }, instance: RandomStream): Adc {
  const format = codeFormat(spec);
  const largest = largestCode(format);
  const roundTimeS = spec.acquisitionTimeS + spec.conversionTimeS;
  const nonlinear = adcNonlinearity(spec, instance);
  const effects = combine([
    incompleteAcquisition(spec),
    additiveNoise(spec.inputReferredNoiseLsbRms, 'input-referred noise'),
    staticError(spec, instance),
    offsetDrift(spec, instance),
  ]);
  return {
    format,
    convert(volts, voltsPerCode, out, conversion) {
      requireFormat(out, format);
      requireReadoutGain(voltsPerCode);
      requireConverter(conversion, spec.converters);
      const apply = effects(conversion);
      let clipped = 0;
      let peak = 0;
      eachChunk(volts.length, (chunk, first) => {
        chunk.set(volts.subarray(first, first + chunk.length));
        for (let i = 0; i < chunk.length; i++) chunk[i] = (chunk[i] as number) / voltsPerCode;
        apply(chunk, first);
        const reading =
          nonlinear === undefined ? quantize(chunk, largest) : nonlinear(chunk, first, conversion);
        clipped += reading.clipped;
        peak = Math.max(peak, reading.peak);
        out.set(chunk, first);
      });
      if (Number.isNaN(peak)) throw new NotFiniteError(volts, 'cell');
      return { clipped, peak };
    },
    durationS: (conversions) => durationOf(conversions, { ...spec, roundTimeS }),
    skewS: (cells) => durationOf(Math.max(0, cells - spec.converters), { ...spec, roundTimeS, latencyS: 0 }),
    energyJ: (conversions) => conversions * spec.energyPerConversionJ,
  };
}

function requireReadoutGain(voltsPerCode: number): void {
  if (!(voltsPerCode > 0 && voltsPerCode < Infinity)) {
    throw new RangeError(`readout gain must be finite and above 0 V per code; found ${voltsPerCode}`);
  }
}
