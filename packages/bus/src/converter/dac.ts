import { largestCode, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import type { RandomStream } from '@thermoloop/sim-kernel';
import { eachChunk } from './chunks.js';
import type { DacSpec } from './dac-spec.js';
import { additiveNoise } from './effects/additive-noise.js';
import { combine } from './effects/effect.js';
import { staticError } from './effects/static-error.js';
import { NotFiniteError } from './not-finite-error.js';
import { roundsTimeS } from './timing.js';
import { codeFormat, requireFormat } from './codes.js';

export interface Dac {
  readonly format: CodeFormat;
  /** From the latch until the outputs have settled. */
  readonly settlingTimeS: number;
  /**
   * Writes the analog value of each code to `out`, in LSB: volts are that times the gain. Codes beyond the
   * largest saturate and are counted. `noise` names this conversion: the same stream gives the same draws.
   * Throws a NotFiniteError for an ideal converter's NaN or infinity.
   */
  convert(codes: CodeArray, out: Float32Array, noise: RandomStream): { readonly clipped: number };
  /** Seconds for so many conversions, settling excluded. */
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
    staticError(spec, instance),
    additiveNoise(spec.outputNoiseLsbRms, 'output noise'),
  ]);
  return {
    format,
    settlingTimeS: spec.settlingTimeS,
    convert(codes, out, noise) {
      requireFormat(codes, format);
      const apply = effects(noise);
      let clipped = 0;
      eachChunk(codes.length, (chunk, first) => {
        chunk.set(codes.subarray(first, first + chunk.length));
        clipped += saturate(chunk, largest);
        apply(chunk, first);
        out.set(chunk, first);
      });
      return { clipped };
    },
    durationS: (conversions) => roundsTimeS(conversions, spec.converters, spec.conversionTimeS),
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
