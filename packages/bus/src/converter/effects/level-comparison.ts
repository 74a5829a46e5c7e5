import { placeOf } from '../conversion.js';
import type { Quantizer } from '../quantizer.js';
import type { Deviation } from './deviation.js';

/**
 * An ADC that compares a value with all of its transition levels at once, as a flash converter does, and counts those
 * at or below it. Level T[c], between code c − 1 and c, lies at c − ½ plus the INL there. Levels out of order
 * (an INL that falls by more than an LSB from one to the next) are counted all the same: what is measured are the levels
 * in order, and more volts never give a lower code. Codes are missing where levels coincide.
 * Values below T[−largest] or from T[largest + 1] on, which are not levels but are where they would be, with the INL of
 * the level next to them, saturate.
 */
export function levelComparison(deviation: Deviation, largest: number, converters: number): Quantizer {
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
      const reach = deviation.largestLsb(converter);
      let code = Math.floor(value - reach + 0.5);
      if (!(code >= -largest)) code = -largest;
      // no level up to `code` is above the value, none beyond `last` is at or below it
      const last = Math.min(largest, Math.floor(value + reach + 0.5));
      const sure = Math.min(code, largest);
      code = sure;
      for (let next = sure + 1; next <= last; next++) {
        if (next - 0.5 + deviation.lsb(next - 0.5, converter) <= value) code++;
      }
      if (code === largest) {
        if (value >= largest + 0.5 + deviation.lsb(largest - 0.5, converter)) clipped++;
      } else if (code === -largest && value < -largest - 0.5 + deviation.lsb(0.5 - largest, converter)) {
        clipped++;
      }
      chunk[i] = code;
      converter += stride;
      if (converter === converters) converter = 0;
    }
    return { clipped, peak: isPoisoned ? Number.NaN : Math.max(highest, -lowest) };
  };
}
