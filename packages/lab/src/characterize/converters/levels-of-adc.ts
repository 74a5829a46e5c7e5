import { rampTransitionLevels, type TransitionLevels } from '../analysis/transition-levels.js';
import type { ConverterBench } from './converter-bench.js';
import { roundingResidue } from './dither.js';

/** All transition levels of an ADC by a ramp of DAC codes. */
export interface AdcLevels extends TransitionLevels {
  /** Where they ought to be, in LSB. */
  readonly ideal: Float64Array;
  /** Of the ramp, in nominal LSB of the ADC. */
  readonly step: number;
  /** What a level may be off by because the ramp has steps. */
  readonly systematic: number;
}

const mostConversions = 2 ** 18;
const mostSteps = 2 ** 18;
const stepsPerLsb = 24;

/**
 * The DAC runs over the whole range of the ADC and some more, in all its codes or in steps of 1/24 LSB. Undefined where
 * it does not get that far at any gain.
 */
export async function adcLevels(
  converters: ConverterBench,
  { dac, adc }: { readonly dac: number; readonly adc: number },
  line: { readonly gain: number; readonly offset: number; readonly noiseRms: number },
): Promise<AdcLevels | undefined> {
  const { largest } = converters.adc;
  const reach = (largest + 1 + Math.abs(line.offset) + 5 * line.noiseRms) / Math.max(line.gain, 0.05);
  const { ratio } = await converters.setRatio((1.03 * reach) / converters.dac.largest);
  if (ratio * converters.dac.largest < reach) return undefined;
  const finest = Math.ceil((2 * reach) / ratio / mostSteps);
  const stride = Math.max(1, finest, Math.floor(1 / (stepsPerLsb * ratio)));
  const half = Math.ceil(reach / (ratio * stride));
  const steps = 2 * half + 1;
  const reads = converters.mostReads(Math.min(32, Math.max(2, Math.floor(mostConversions / steps))));
  const codes = Array.from({ length: steps }, (_, i) => (i - half) * stride);
  const record = await converters.loop(codes, { dac, adc, reads });
  const step = ratio * stride;
  const found = rampTransitionLevels(
    record.codes,
    { first: -half * step, step, steps, reads },
    -largest,
    largest,
  );
  return {
    ...found,
    ideal: found.levels.map((_, i) => i - largest + 0.5),
    step,
    systematic: step * roundingResidue(line.noiseRms / step),
  };
}
