import type { ConverterBench } from './converter-bench.js';
import type { ExpectedBoth } from './static-findings.js';

/** Which converter of a loopback is so much better than the other that it can measure it. */
export type BetterConverter = 'dac' | 'adc' | 'neither';

/** A source or a meter has to be so many bits better than what it measures (IEEE Std 1241 asks for no less). */
export const bitsBetter = 3;

export interface SourceQuality {
  readonly better: BetterConverter;
  /** Why the INL of the ADC, or of the DAC, does not show; absent where it does. */
  readonly adcHidden?: string;
  readonly dacHidden?: string;
}

/** By the bits of the two, and by the INL that the datasheet grants the better one: an eighth of an LSB of the other. */
export function sourceQuality({ dac, adc }: ConverterBench, expected: ExpectedBoth): SourceQuality {
  const dacInl = expected.dac.largestInl * 2 ** (adc.bits - dac.bits);
  const adcInl = expected.adc.largestInl * 2 ** (dac.bits - adc.bits);
  const least = 2 ** -bitsBetter;
  const dacIsBetter = dac.bits >= adc.bits + bitsBetter && dacInl <= least;
  const adcIsBetter = adc.bits >= dac.bits + bitsBetter && adcInl <= least;
  const hidden = (what: string, by: string, have: number, need: number, inl: number): string =>
    have < need
      ? `the ${by} in the loopback has ${have} bits, and ${bitsBetter} bits more than the ${what} are ${need}`
      : `the INL of the ${by} in the loopback may be ${inl.toPrecision(2)} LSB of the ${what}, more than ${least}`;
  return {
    better: dacIsBetter ? 'dac' : adcIsBetter ? 'adc' : 'neither',
    ...(!dacIsBetter && { adcHidden: hidden('ADC', 'DAC', dac.bits, adc.bits + bitsBetter, dacInl) }),
    ...(!adcIsBetter && { dacHidden: hidden('DAC', 'ADC', adc.bits, dac.bits + bitsBetter, adcInl) }),
  };
}
