import { roundingResidue } from './dither.js';
import type { ConverterBench } from './converter-bench.js';
import { evenCodes } from './loop-line.js';
import { meansOf, readVariance } from './means.js';

/** Mean codes of an ADC at codes of a DAC that fill its range. */
export interface LoopLevels {
  /** Codes of the DAC. */
  readonly codes: Float64Array;
  /** In LSB of the ADC. */
  readonly means: Float64Array;
  readonly standardErrors: Float64Array;
  /** What a mean may be off by because the ADC rounds, in LSB of the ADC. */
  readonly systematic: number;
  /** Nominal LSB of the ADC per LSB of the DAC. */
  readonly ratio: number;
  /** Whether no code of the DAC is left out between the first and the last. */
  readonly isComplete: boolean;
}

const mostConversions = 2 ** 18;

/** @param mostCodes of the DAC: evenly spread where there are more */
export async function loopLevels(
  converters: ConverterBench,
  { dac, adc, mostCodes }: { readonly dac: number; readonly adc: number; readonly mostCodes: number },
  line: {
    readonly gain: number;
    readonly offset: number;
    readonly noiseRms: number;
    readonly dacNoiseRms: number;
  },
): Promise<LoopLevels> {
  const { largest } = converters.adc;
  const room = (largest - 1 - Math.abs(line.offset) - 4 * line.noiseRms) / Math.max(line.gain, 0.05);
  const { ratio } = await converters.setRatio((0.98 * Math.max(1, room)) / converters.dac.largest);
  const span = Math.min(converters.dac.largest, Math.max(1, Math.floor(room / ratio)));
  const codes = Float64Array.from(evenCodes(span, mostCodes));
  const reads = converters.mostReads(Math.min(64, Math.max(2, Math.floor(mostConversions / codes.length))));
  const record = await converters.loop(codes, { dac, adc, reads });
  const variance = readVariance(record.codes, reads);
  const ofDac = (line.dacNoiseRms * ratio * line.gain) ** 2;
  return {
    codes,
    means: meansOf(record.codes, reads),
    standardErrors: new Float64Array(codes.length).fill(Math.sqrt(variance / reads + ofDac)),
    systematic: converters.adc.carriesValues ? 0 : roundingResidue(line.noiseRms),
    ratio,
    isComplete: codes.length === 2 * span + 1,
  };
}
