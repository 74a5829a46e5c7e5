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
  /** Steps of the ramp in LSB of the ADC. */
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
  const wanted = Math.max(1 / stepsPerLsb, reach / converters.dac.largest);
  const { ratio } = await converters.setRatio(wanted);
  const span = Math.min(converters.dac.largest, Math.ceil(reach / ratio));
  const steps = 2 * span + 1;
  const codes = evenCodes(span, steps);
  const record = await converters.loop(codes, { dac, adc, reads });
  const found = rampTransitionLevels(
    record.codes,
    { first: -span * ratio, step: ratio, steps, reads },
    -highest,
    highest,
  );
  const ideal = found.levels.map((_, i) => i - highest + 0.5);
  const fit = fitLine(found.levels, ideal);
  const noise = found.noiseRms.reduce((sum, each) => sum + each, 0) / found.noiseRms.length;
  const counting = Math.hypot(...found.standardErrors) / found.levels.length;
  const isCovered = noise > ratio / 2;
  return {
    offset: fit.intercept,
    offsetError: counting * Math.abs(fit.slope),
    systematic: isCovered ? 0 : (ratio / 2) * Math.abs(fit.slope),
    ratio,
    noiseRms: found.noiseRms,
    step: ratio,
  };
}

/** A DAC around 0 V through an ADC that sees only some of its codes. */
export interface DacNearZero {
  /** Code of the ADC at DAC code 0, by the line through the means. */
  readonly offset: number;
  readonly offsetError: number;
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

/** What is known of the DAC code whose output is near 0 V. */
export interface MiddleGuess {
  readonly code: number;
  readonly codeError: number;
  /** Of the loopback. */
  readonly gain: number;
  /** Code of the ADC for 0 V. */
  readonly adcOffset: number;
}

/** The middle is looked for at gains that grow as it becomes known, then the DAC is seen around it. */
export async function dacNearZero(
  converters: ConverterBench,
  path: { readonly dac: number; readonly adc: number; readonly reads: number },
  guess: MiddleGuess,
): Promise<DacNearZero> {
  const { dac, adc, reads } = path;
  const { largest } = converters.adc;
  const middle = await findMiddle(converters, path, guess);
  const { gain } = guess;
  const beside = Math.min(codesBeside, Math.max(1, Math.floor(0.8 * largest)), converters.dac.largest);
  const { ratio } = await converters.setRatio((0.8 * largest) / (beside * Math.max(Math.abs(gain), 0.05)));
  const top = converters.dac.largest - beside;
  const centre = Math.min(Math.max(middle, -top), top);
  const codes = evenCodes(beside, 2 * beside + 1).map((code) => centre + code);
  const all = Array.from({ length: updates }, () => codes).flat();
  const record = await converters.loop(all, { dac, adc, reads });
  const means = meansOf(record.codes, reads);
  const line = fitLine(all, means);
  return {
    offset: line.intercept,
    offsetError: line.interceptError,
    slope: line.slope,
    ratio,
    updates,
    reads,
    updateVariances: Float64Array.from(codes, (_, i) => varianceOf(codes.length, i, means)),
    readVariance: readVariance(record.codes, reads),
  };
}

/** Known well enough, in codes. */
const wellKnown = 0.4;
const mostRounds = 6;

async function findMiddle(
  converters: ConverterBench,
  { dac, adc, reads }: { readonly dac: number; readonly adc: number; readonly reads: number },
  { code, codeError, gain, adcOffset }: MiddleGuess,
): Promise<number> {
  let [middle, error] = [code, codeError];
  for (let round = 0; round < mostRounds && error > wellKnown; round++) {
    const beside = Math.ceil(6 * error) + 2;
    const top = converters.dac.largest - Math.min(beside, converters.dac.largest);
    const centre = Math.min(Math.max(Math.round(middle), -top), top);
    const wanted = (0.7 * converters.adc.largest) / (beside * Math.max(Math.abs(gain), 0.05));
    const { ratio } = await converters.setRatio(wanted);
    const codes = evenCodes(Math.min(beside, converters.dac.largest), 65).map((each) => centre + each);
    const { codes: read } = await converters.loop(codes, { dac, adc, reads });
    const line = fitLine(codes, meansOf(read, reads));
    middle = (adcOffset - line.intercept) / line.slope;
    const next =
      (line.interceptError + roundingAtWorst(converters) / Math.sqrt(codes.length)) / (ratio * gain);
    if (!(next < error)) break;
    error = next;
  }
  return Math.round(middle);
}

/** What rounding may do to a mean code without noise. */
function roundingAtWorst({ adc }: ConverterBench): number {
  return adc.carriesValues ? 0 : 0.5;
}

function varianceOf(stride: number, first: number, means: Float64Array): number {
  const count = means.length / stride;
  let mean = 0;
  for (let i = first; i < means.length; i += stride) mean += means[i]! / count;
  let squares = 0;
  for (let i = first; i < means.length; i += stride) squares += (means[i]! - mean) ** 2;
  return squares / (count - 1);
}
