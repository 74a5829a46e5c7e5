import { largestCode, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import type { RandomStream } from '@thermoloop/sim-kernel';
import { eachChunk } from './chunks.js';
import { requireConverter, type Conversion } from './conversion.js';
import type { DacSpec } from './dac-spec.js';
import { additiveNoise } from './effects/additive-noise.js';
import { combine } from './effects/effect.js';
import { dacNonlinearity } from './effects/inl-dac.js';
import { offsetDrift } from './effects/offset-drift.js';
import { staticError } from './effects/static-error.js';
import { NotFiniteError } from './not-finite-error.js';
import { settledShare } from './settling.js';
import { durationOf } from './timing.js';
import { codeFormat, requireFormat } from './codes.js';

export interface Dac {
  readonly format: CodeFormat;
  /** From the latch until the outputs have settled. */
  readonly settlingTimeS: number;
  /**
   * Writes the analog value of each code to `out`, in LSB: volts are that times the gain. Codes beyond the
   * largest saturate and are counted. Throws a NotFiniteError for an ideal converter's NaN or infinity, a RangeError
   * for a converter that there is not.
   */
  convert(codes: CodeArray, out: Float32Array, conversion: Conversion): { readonly clipped: number };
  /**
   * What share of a step of the output is there so many seconds after the latch: 1 − e^{−t/τ}, a single pole
   * that takes `settlingTimeS` to come within half an LSB of a full-scale step, τ = settlingTimeS/((bits + 1)·ln 2).
   */
  stepShare(elapsedS: number): number;
  /** Seconds for so many conversions, pipeline included, settling excluded. */
  durationS(conversions: number): number;
  energyJ(conversions: number): number;
}

/** `instance` names this piece of silicon: its static errors are drawn from it. */
export function createDac(spec: DacSpec, instance: RandomStream): Dac {
  return spec.kind === 'ideal' ? idealDac : quantizedDac(spec, instance);
}

const idealFormat = codeFormat({ kind: 'ideal' });

const idealDac: Dac = {
  format: idealFormat,
  settlingTimeS: 0,
  stepShare: () => 1,
  convert(codes, out) {
    requireFormat(codes, idealFormat);
    if (!allFinite(codes)) throw new NotFiniteError(codes, 'code');
    out.set(codes);
    return { clipped: 0 };
  },
  durationS: () => 0,
  energyJ: () => 0,
};

function quantizedDac(spec: DacSpec & { kind: 'quantized' }, instance: RandomStream): Dac {
  const format = codeFormat(spec);
  const largest = largestCode(format);
  const effects = combine([
    dacNonlinearity(spec, instance),
    staticError(spec, instance),
    offsetDrift(spec, instance),
    additiveNoise(spec.outputNoiseLsbRms, 'output noise'),
  ]);
  return {
    format,
    settlingTimeS: spec.settlingTimeS,
    stepShare: (elapsedS) => settledShare(elapsedS, spec),
    convert(codes, out, conversion) {
      requireFormat(codes, format);
      requireConverter(conversion, spec.converters);
      const apply = effects(conversion);
      let clipped = 0;
      eachChunk(codes.length, (chunk, first) => {
        chunk.set(codes.subarray(first, first + chunk.length));
        clipped += saturate(chunk, largest);
        apply(chunk, first);
        out.set(chunk, first);
      });
      return { clipped };
    },
    durationS: (conversions) => durationOf(conversions, { ...spec, roundTimeS: spec.conversionTimeS }),
    energyJ: (conversions) => conversions * spec.energyPerConversionJ,
  };
}

function saturate(values: Float64Array, largest: number): number {
  let clipped = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > largest || value < -largest) {
      values[i] = value > 0 ? largest : -largest;
      clipped++;
    }
  }
  return clipped;
}

function allFinite(values: CodeArray): boolean {
  let poison = 0;
  for (let i = 0; i < values.length; i++) poison += (values[i] as number) * 0;
  return poison === 0;
}
