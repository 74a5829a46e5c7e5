import { fitLine } from '../analysis/least-squares.js';
import { rampTransitionLevels } from '../analysis/transition-levels.js';
import { evenCodes } from './loop-line.js';
import { meansOf, readVariance } from './means.js';
import type { ConverterBench } from './converter-bench.js';

/** An ADC around 0 V by a fine ramp: its transition levels there. */
export interface AdcNearZero {
  /** Code at DAC code 0, by the line through the levels. */
  readonly offset: number;
  readonly offsetError: number;
  /** Half a step of the ramp where noise does not cover it. */
  readonly systematic: number;
  readonly ratio: number;
  /** Noise of a read at each level, LSB at the input. */
  readonly noiseRms: Float64Array;
  /** Step of the ramp in nominal LSB of the ADC. */
  readonly step: number;
}

/** Levels on each side of 0. */
const levelsBeside = 6;
const stepsPerLsb = 16;

/** @param line of the loopback of these two: gain and offset to find the middle with */
export async function adcNearZero(
  converters: ConverterBench,
  { dac, adc, reads }: { readonly dac: number; readonly adc: number; readonly reads: number },
  line: { readonly gain: number; readonly offset: number },
): Promise<AdcNearZero> {
  const highest = Math.min(converters.adc.largest, levelsBeside);
  const reach = (highest + 2 + Math.abs(line.offset)) / Math.max(Math.abs(line.gain), 0.05);
  // as many codes of the DAC as there are: its offset then weighs least
  const { ratio } = await converters.setRatio(reach / converters.dac.largest);
  const stride = Math.max(1, Math.floor(1 / (stepsPerLsb * ratio)));
  const half = Math.min(Math.floor(converters.dac.largest / stride), Math.ceil(reach / (ratio * stride)));
  const steps = 2 * half + 1;
  const step = ratio * stride;
  const codes = Array.from({ length: steps }, (_, i) => (i - half) * stride);
  const record = await converters.loop(codes, { dac, adc, reads });
  const found = rampTransitionLevels(
    record.codes,
    { first: -half * step, step, steps, reads },
    -highest,
    highest,
  );
  const ideal = found.levels.map((_, i) => i - highest + 0.5);
  const fit = fitLine(found.levels, ideal);
  const noise = found.noiseRms.reduce((sum, each) => sum + each, 0) / found.noiseRms.length;
  const counting = Math.hypot(...found.standardErrors) / found.levels.length;
  const isCovered = noise > step / 2;
  return {
    offset: fit.intercept,
    offsetError: counting * Math.abs(fit.slope),
    systematic: isCovered ? 0 : (step / 2) * Math.abs(fit.slope),
    ratio,
    noiseRms: found.noiseRms,
    step,
  };
}

/** A DAC around 0 V through an ADC that sees only some of its codes. */
export interface DacNearZero {
  /** The DAC code in the middle of what was seen. */
  readonly centre: number;
  /** Code of the ADC there, by the line through the means. */
  readonly level: number;
  readonly levelError: number;
  /** Codes of the ADC for one of the DAC. */
  readonly slope: number;
  readonly ratio: number;
  /** Variance from update to update of a code beyond what the reads of one update explain, in LSB² of the ADC. */
  readonly updateVariances: Float64Array;
  /** Updates of each code, and reads of each update. */
  readonly updates: number;
  readonly reads: number;
  /** Variance of one read, LSB² of the ADC. */
  readonly readVariance: number;
}

const codesBeside = 8;
const updates = 12;

/** The code at which the ADC changes sign is found first, then the DAC is seen around it. @param gain of the loopback */
export async function dacNearZero(
  converters: ConverterBench,
  path: { readonly dac: number; readonly adc: number; readonly reads: number },
  gain: number,
): Promise<DacNearZero> {
  const { adc, dac } = converters;
  const { reads } = path;
  const beside = Math.min(codesBeside, Math.max(1, Math.floor(0.6 * adc.largest)), dac.largest);
  const { ratio } = await converters.setRatio(
    (0.6 * adc.largest) / (beside * Math.max(Math.abs(gain), 0.05)),
  );
  const top = dac.largest - beside;
  const middle = await signChange(converters, path, gain);
  const centre = Math.min(Math.max(middle, -top), top);
  const rising = evenCodes(beside, 2 * beside + 1).map((code) => centre + code);
  // up and down in turn, so that no step is larger than a code
  const all = Array.from({ length: updates }, (_, i) => (i % 2 === 0 ? rising : rising.toReversed())).flat();
  const record = await converters.loop(all, path);
  const means = meansOf(record.codes, reads);
  const line = fitLine(
    all.map((code) => code - centre),
    means,
  );
  return {
    centre,
    level: line.intercept,
    levelError: line.interceptError,
    slope: line.slope,
    ratio,
    updates,
    reads,
    updateVariances: Float64Array.from(rising, (_, i) => varianceOf(rising.length, i, means)),
    readVariance: readVariance(record.codes, reads),
  };
}

/** Of the updates of code `at` of those that rise and fall in turn. */
function varianceOf(length: number, at: number, means: Float64Array): number {
  const count = means.length / length;
  const taken = Array.from(
    { length: count },
    (_, i) => means[i * length + (i % 2 === 0 ? at : length - 1 - at)]!,
  );
  const mean = taken.reduce((sum, value) => sum + value, 0) / count;
  return taken.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
}

const searchPoints = 129;

/** The DAC code at which the ADC changes sign, at the gains as they are: saturated codes have a sign too. */
async function signChange(
  converters: ConverterBench,
  path: { readonly dac: number; readonly adc: number; readonly reads: number },
  gain: number,
): Promise<number> {
  const { largest } = converters.dac;
  let middle = 0;
  for (let span = largest; ;) {
    const codes = evenCodes(span, searchPoints).map((code) =>
      Math.min(Math.max(code + middle, -largest), largest),
    );
    const { codes: read } = await converters.loop(codes, path);
    const before = meansOf(read, path.reads).filter((mean) => (gain < 0 ? mean > 0 : mean < 0)).length;
    const spacing = (2 * span) / (codes.length - 1);
    middle = Math.round(middle - span + spacing * (before - 0.5));
    if (spacing <= 1) return Math.min(Math.max(middle, -largest), largest);
    span = Math.min(span, Math.ceil(3 * spacing));
  }
}
