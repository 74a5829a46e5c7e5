import { createAdc, createDac, type AdcSpec, type DacSpec } from '@thermoloop/bus';
import { codeArrayConstructor, largestCode } from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';

type QuantizedAdc = AdcSpec & { kind: 'quantized' };
type QuantizedDac = DacSpec & { kind: 'quantized' };

/** What the datasheet says of INL: nothing is wrong, one curve for every converter, or curves that are drawn. */
export type InlKnowledge = 'none' | 'curve' | 'drawn';

export function inlKnowledge({ inl }: QuantizedAdc | QuantizedDac): InlKnowledge {
  switch (inl.kind) {
    case 'none':
      return 'none';
    case 'curve':
      return inl.pointsLsb.some((point) => point !== 0) ? 'curve' : 'none';
    case 'shape':
      if (inl.bowSpreadLsbRms > 0 || inl.sSpreadLsbRms > 0) return 'drawn';
      return inl.bowLsb !== 0 || inl.sLsb !== 0 ? 'curve' : 'none';
    case 'mismatch':
      return inl.unitMismatchPctRms > 0 ? 'drawn' : 'none';
  }
}

/** From 2 LSB down to 2e-6 LSB. */
const bisections = 20;

const flawless = {
  offsetErrorLsb: 0,
  gainErrorPctFs: 0,
  offsetSpreadLsbRms: 0,
  gainSpreadPctFsRms: 0,
  offsetDriftLsbPerS: 0,
};

const conversion = (converter: number) => ({ noise: RandomStream.named('datasheet'), atS: 0, converter });

/**
 * Transition levels of an ADC of the datasheet that has its INL and no other error, in LSB, by bisection on its model.
 * @param piece which drawn piece of silicon: of the datasheet's kind, never the device's own
 */
export function datasheetAdcLevels(spec: QuantizedAdc, piece: number): Float64Array {
  const only = { ...spec, ...flawless, inputReferredNoiseLsbRms: 0, inputTimeConstantS: 0, converters: 1 };
  const adc = createAdc(only, RandomStream.named('datasheet adc', piece));
  const largest = largestCode(adc.format);
  const levels = Float64Array.from({ length: 2 * largest }, (_, i) => i - largest + 0.5);
  if (inlKnowledge(spec) === 'none') return levels;
  const codes = new (codeArrayConstructor(adc.format.kind))(levels.length);
  const convert = (volts: Float64Array): void => {
    adc.convert(volts, 1, codes, conversion(0));
  };
  const low = levels.map((level) => level - 1);
  const high = levels.map((level) => level + 1);
  widen(low, high, convert, codes, largest);
  const middle = new Float64Array(levels.length);
  for (let step = 0; step < bisections; step++) {
    for (let i = 0; i < middle.length; i++) middle[i] = (low[i]! + high[i]!) / 2;
    convert(middle);
    for (let i = 0; i < middle.length; i++) {
      if (codes[i]! > i - largest) high[i] = middle[i]!;
      else low[i] = middle[i]!;
    }
  }
  return low.map((value, i) => (value + high[i]!) / 2);
}

/** Until the code is not above the level at the low end and above it at the high end. */
function widen(
  low: Float64Array,
  high: Float64Array,
  convert: (volts: Float64Array) => void,
  codes: ArrayLike<number>,
  largest: number,
): void {
  for (let reach = 1; reach < 4 * largest + 4; reach *= 2) {
    let moved = false;
    convert(low);
    for (let i = 0; i < low.length; i++) {
      if (codes[i]! > i - largest) {
        low[i]! -= reach;
        moved = true;
      }
    }
    convert(high);
    for (let i = 0; i < high.length; i++) {
      if (codes[i]! <= i - largest) {
        high[i]! += reach;
        moved = true;
      }
    }
    if (!moved) return;
  }
}

/** Outputs of a DAC of the datasheet that has its INL and no other error, in LSB, of the codes given. */
export function datasheetDacLevels(
  spec: QuantizedDac,
  codes: ArrayLike<number>,
  piece: number,
): Float64Array {
  const only = { ...spec, ...flawless, outputNoiseLsbRms: 0, converters: 1 };
  const dac = createDac(only, RandomStream.named('datasheet dac', piece));
  const out = new Float32Array(codes.length);
  dac.convert(codeArrayConstructor(dac.format.kind).from(Array.from(codes)), out, conversion(0));
  return Float64Array.from(out);
}
