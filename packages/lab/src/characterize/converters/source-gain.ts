import { fitLine } from '../analysis/least-squares.js';
import type { ConverterBench } from './converter-bench.js';
import type { LoopLine } from './loop-line.js';
import { referenceCodes, type ReferenceGain } from './reference-gain.js';

/**
 * Gain of the first DAC by substitution: the reference voltage and the DAC are read by the same ADC, and where they give
 * the same code they are the same voltage, whatever the INL of the ADC. @param line of the first DAC through the first ADC
 */
export async function sourceGain(
  converters: ConverterBench,
  line: LoopLine,
  reads: number,
): Promise<ReferenceGain | undefined> {
  const read = await referenceCodes(converters, 0, { reads, expectedGain: line.gain });
  if (read === undefined) return undefined;
  const window = windowOf(converters);
  const substituted = read.means.map((mean) => inputFor(line, mean, window));
  if (new Set(substituted).size < 4) return undefined;
  const fit = fitLine(substituted, read.inputs);
  return {
    gain: fit.slope,
    gainError: fit.slopeError,
    degreesOfFreedom: fit.degreesOfFreedom,
    points: read.means.length,
  };
}

/** Codes on each side over which rounding averages out and INL is straight. */
function windowOf({ adc }: ConverterBench): number {
  return Math.max(4, adc.largest / 12);
}

/** The nominal input at which the loop gives a mean code, by a straight line through the points around it. */
function inputFor({ inputs, means, gain, offset }: LoopLine, mean: number, window: number): number {
  const near = inputs.flatMap((_, i) => (Math.abs(means[i]! - mean) <= window ? [i] : []));
  if (near.length < 5) return (mean - offset) / gain;
  const { slope, intercept } = fitLine(
    near.map((i) => inputs[i]!),
    near.map((i) => means[i]!),
  );
  return (mean - intercept) / slope;
}
