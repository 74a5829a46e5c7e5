import { placeOf } from '../conversion.js';
import type { Quantizer } from '../quantizer.js';
import type { BinaryWeights } from './binary-weights.js';

/**
 * A SAR ADC: from the most significant bit down, a bit stays set if the value is not below the level of the weights
 * kept so far, half an LSB before the level of a DAC of the same capacitors. Offset binary inside: the sign is the
 * first decision. Where the level of a bit lies below that of all lower bits together (DNL below −1) the tree decides
 * for the bit: codes are missing, and more volts never give a lower code. Values that the tree gives the unused most
 * negative code, and those a whole LSB beyond the last level, saturate.
 */
export function successiveApproximation(
  bits: number,
  converters: number,
  weightsOf: (converter: number) => BinaryWeights,
): Quantizer {
  const middle = 2 ** (bits - 1);
  return (chunk, first, conversion) => {
    const { start, stride } = placeOf(conversion, first, converters);
    let converter = start;
    let clipped = 0;
    let highest = 0;
    let lowest = 0;
    let isPoisoned = false;
    for (let i = 0; i < chunk.length; i++) {
      const value = chunk[i] as number;
      if (value > highest) highest = value;
      else if (value < lowest) lowest = value;
      else if (Number.isNaN(value)) isPoisoned = true;
      const { weightsLsb, shiftLsb } = weightsOf(converter);
      let rest = value + 0.5 - shiftLsb;
      let u = 0;
      for (let k = bits - 1; k >= 0; k--) {
        const after = rest - (weightsLsb[k] as number);
        if (after >= 0) {
          rest = after;
          u |= 1 << k;
        }
      }
      if (u === 0) {
        u = 1;
        clipped++;
      } else if (u === 2 * middle - 1 && rest >= 1) {
        clipped++;
      }
      chunk[i] = u - middle;
      converter += stride;
      if (converter === converters) converter = 0;
    }
    return { clipped, peak: isPoisoned ? Number.NaN : Math.max(highest, -lowest) };
  };
}
