import type { ConverterBench } from './converter-bench.js';
import { meanNoise, type Survey } from './survey.js';

/** What is known of a DAC and an ADC in a loopback, for choosing how far a test may go. */
export interface Pair {
  readonly gain: number;
  /** In LSB of the ADC, where the range of the DAC fills that of the ADC. */
  readonly offset: number;
  /** Of a read, in LSB of the ADC. */
  readonly noiseRms: number;
  /** Of an update, in LSB of the DAC. */
  readonly dacNoiseRms: number;
}

export type PairOf = (dac: number, adc: number) => Pair;

/** Of converters that were surveyed as they were found, of others as the first. */
export function pairsOf(
  { adc: meter, dac: source }: ConverterBench,
  { adcs, dacs, near, zoomed }: Survey,
): PairOf {
  const filling = (1.2 * meter.largest) / source.largest;
  const noiseRms = meanNoise(near);
  const { updateVariances, readVariance, reads, ratio } = zoomed[0]!;
  const variance = updateVariances.reduce((sum, each) => sum + each, 0) / updateVariances.length;
  const dacNoiseRms = Math.sqrt(Math.max(0, variance - readVariance / reads)) / ratio;
  return (dac, adc) => {
    const from = dacs.find(({ converter }) => converter === dac) ?? dacs[0]!;
    const to = adcs.find(({ converter }) => converter === adc) ?? adcs[0]!;
    return {
      gain: from.gain * to.gain,
      offset: Math.abs(to.offset) + filling * Math.abs(from.offset),
      noiseRms,
      dacNoiseRms,
    };
  };
}
