import { NotFiniteError, type Adc, type Dac } from '@thermoloop/bus';
import { bytesOfCodes, codeArrayConstructor, type CodeArray } from '@thermoloop/protocol';
import type { RandomStream } from '@thermoloop/sim-kernel';
import { largestFloat32, UnusableCodesError } from '../physics/unusable-codes-error.js';
import type { AnalogMeasure, AnalogReading } from './analog-part.js';

/** What an ADC converts in place of the cells. */
export type TestInput =
  /** 0 V, or the reference voltage */
  | { readonly kind: 'constant'; readonly volts: number }
  /** the output of one DAC, `delayS` after each of its updates */
  | {
      readonly kind: 'loopback';
      /** of the drive format */
      readonly codes: CodeArray;
      readonly converter: number;
      readonly voltsPerCode: number;
      readonly delayS: number;
      /** virtual time of the conversion, in seconds */
      readonly atS: number;
    };

/** How many voltages an input has before it is read several times: one, or one a code. */
export function inputCount(input: TestInput): number {
  return input.kind === 'loopback' ? input.codes.length : 1;
}

/**
 * The voltages that an ADC samples, code by code, `reads` of each side by side. The DAC of a loopback stands settled at code
 * 0 at first; with target v_k of code k it then goes from where it stands by `stepShare(delayS)` of the way,
 * V_k = V_{k−1} + (v_k − V_{k−1})·share, and waits there while the ADC converts. `noise` names the draws of the DAC.
 * Throws an UnusableCodesError for an ideal DAC's NaN or infinity.
 */
export function testVoltages(
  input: TestInput,
  reads: number,
  dac: Dac,
  noise: RandomStream,
): { readonly volts: Float64Array; readonly dacClipped: number } {
  const volts = new Float64Array(inputCount(input) * reads);
  if (input.kind === 'constant') return { volts: volts.fill(input.volts), dacClipped: 0 };
  const { levels, clipped } = dacLevels(input, dac, noise);
  const share = dac.stepShare(input.delayS);
  let output = levels[0] as number;
  for (let k = 1; k < levels.length; k++) {
    const level = levels[k] as number;
    output = share === 1 ? level : output + (level - output) * share;
    volts.fill(output * input.voltsPerCode, (k - 1) * reads, k * reads);
  }
  return { volts, dacClipped: clipped };
}

/** What the output settles to, in LSB: of code 0, then of each code. */
function dacLevels(
  { codes, converter, atS }: TestInput & { kind: 'loopback' },
  dac: Dac,
  noise: RandomStream,
): { levels: Float32Array; clipped: number } {
  const all = new (codes.constructor as new (length: number) => CodeArray)(codes.length + 1);
  all.set(codes, 1);
  const levels = new Float32Array(all.length);
  try {
    return { levels, ...dac.convert(all, levels, { noise, atS, converter }) };
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    throw new UnusableCodesError('drive', all[error.index] as number, largestFloat32);
  }
}

/** A test input as one ADC converts it. Throws an UnusableCodesError for codes that an ideal converter cannot hold. */
export function measured(
  { input, reads, converter, voltsPerCode, atS }: AnalogMeasure,
  { dac, adc }: { readonly dac: Dac; readonly adc: Adc },
  noise: { readonly dac: RandomStream; readonly adc: RandomStream },
): AnalogReading {
  const { volts, dacClipped } = testVoltages(input, reads, dac, noise.dac);
  const codes = new (codeArrayConstructor(adc.format.kind))(volts.length);
  try {
    const { clipped } = adc.convert(volts, voltsPerCode, codes, { noise: noise.adc, atS, converter });
    return {
      codes: bytesOfCodes(codes) as Uint8Array<ArrayBuffer>,
      dacClipped,
      adcClipped: clipped,
      lossV2: 0,
      railedCells: 0,
    };
  } catch (error) {
    if (!(error instanceof NotFiniteError) || input.kind !== 'loopback') throw error;
    const code = input.codes[Math.floor(error.index / reads)] as number;
    throw new UnusableCodesError('drive', code, (largestFloat32 * voltsPerCode) / input.voltsPerCode);
  }
}
