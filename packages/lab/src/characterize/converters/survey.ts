import { TestInput } from '@thermoloop/protocol';
import { sampleOf, type ConverterBench } from './converter-bench.js';
import { roundingResidue } from './dither.js';
import { loopLine, type LoopLine } from './loop-line.js';
import { adcNearZero, dacNearZero, type AdcNearZero, type DacNearZero } from './near-zero.js';
import type { ReferenceGain } from './reference-gain.js';
import { sourceGain } from './source-gain.js';

/** Gain and offset of one converter with their standard errors, those that all share left out. */
export interface ConverterErrors {
  readonly converter: number;
  /** 1 if ideal. */
  readonly gain: number;
  readonly gainError: number;
  /** Code for 0 V in, or output for code 0, in LSB of the converter. */
  readonly offset: number;
  readonly offsetError: number;
}

/** What loopbacks through every converter say of gains and offsets, and of noise by the way. */
export interface Survey {
  readonly adcs: readonly ConverterErrors[];
  readonly dacs: readonly ConverterErrors[];
  /** Of the first DAC through the first ADC. */
  readonly line: LoopLine;
  /** Absolute gain of the first DAC; where there is none it counts as 1, and the gain of the first ADC as that of the loop. */
  readonly reference: ReferenceGain | undefined;
  readonly near: readonly AdcNearZero[];
  readonly zoomed: readonly DacNearZero[];
  /** Standard error of all offsets of ADCs, by the offset of the first DAC; and of DACs, by that of the first ADC. */
  readonly commonOffsetError: { readonly adc: number; readonly dac: number };
  /** What ramps with steps, and rounding, leave open. */
  readonly systematicOffset: { readonly adc: number; readonly dac: number };
}

/** Noise of a read of an ADC, in its LSB. */
export function meanNoise(near: readonly AdcNearZero[]): number {
  const noises = near.flatMap(({ noiseRms }) => [...noiseRms]);
  return noises.reduce((sum, noise) => sum + noise, 0) / noises.length;
}

/** Beyond so many converters a sample is measured, evenly spread over all. */
export const mostConverters = 1024;

const linePoints = 383;
const lineReads = 4;
const rampReads = 16;
const zoomReads = 8;
const referenceReads = 64;

/** Needs a loopback. @param most converters of each kind, a sample evenly spread over all where there are more */
export async function surveyConverters(converters: ConverterBench, most = mostConverters): Promise<Survey> {
  const { adc, dac } = converters;
  const adcs = sampleOf(adc.count, most);
  const dacs = sampleOf(dac.count, most);
  const lines: LoopLine[] = [];
  const points = { points: linePoints, reads: converters.mostReads(lineReads) };
  for (const a of adcs) lines.push(await loopLine(converters, { dac: 0, adc: a, ...points }));
  const dacLines = [lines[0]!];
  for (const d of dacs.slice(1)) dacLines.push(await loopLine(converters, { dac: d, adc: 0, ...points }));
  const line = lines[0]!;
  const reads = converters.mostReads(referenceReads);
  const reference = converters.has(TestInput.REFERENCE)
    ? await sourceGain(converters, line, reads)
    : undefined;
  const firstAdcGain = line.gain / (reference?.gain ?? 1);

  const near: AdcNearZero[] = [];
  for (const [i, a] of adcs.entries()) {
    near.push(
      await adcNearZero(converters, { dac: 0, adc: a, reads: converters.mostReads(rampReads) }, lines[i]!),
    );
  }
  const zoom = (d: number, { gain }: LoopLine): Promise<DacNearZero> =>
    dacNearZero(converters, { dac: d, adc: 0, reads: converters.mostReads(zoomReads) }, gain);
  const firstNear = near[0]!;
  const firstZoom = await zoom(0, line);
  // the DAC code at which the ADC reads what it reads at 0 V: its own offset, found at two ratios of the gains
  const lever = firstZoom.slope - firstNear.ratio * line.gain;
  const firstZero =
    firstZoom.centre + (zeroReading(firstNear, line, firstZoom.centre) - firstZoom.level) / lever;
  const firstAdcOffset = zeroReading(firstNear, line, firstZero);
  const zoomed = [firstZoom];
  for (const [i, d] of dacs.slice(1).entries()) zoomed.push(await zoom(d, dacLines[i + 1]!));
  const firstDacGain = line.gain / firstAdcGain;
  const firstDacOffset = -firstDacGain * firstZero;
  const perCode = Math.abs(firstZoom.slope);
  const dacRounding =
    (firstNear.systematic + (adc.carriesValues ? 0 : roundingResidue(meanNoise(near)))) / perCode;
  const dacError = Math.hypot(firstZoom.levelError, firstNear.offsetError) / perCode;
  const relativeGainError = reference === undefined ? 0 : reference.gainError / reference.gain;
  return {
    line,
    reference,
    near,
    zoomed,
    adcs: adcs.map((converter, i) => {
      const gain = (lines[i]!.gain / line.gain) * firstAdcGain;
      return {
        converter,
        gain,
        gainError: (lines[i]!.gainError / line.gain) * firstAdcGain,
        offset: near[i]!.offset - near[i]!.ratio * gain * firstDacOffset,
        offsetError: near[i]!.offsetError,
      };
    }),
    dacs: dacs.map((converter, i) => {
      const gain = dacLines[i]!.gain / firstAdcGain;
      const { centre, level, levelError, slope } = zoomed[i]!;
      return {
        converter,
        gain,
        gainError: dacLines[i]!.gainError / firstAdcGain,
        offset: -gain * (centre + (firstAdcOffset - level) / slope),
        offsetError: levelError / Math.abs(slope),
      };
    }),
    commonOffsetError: {
      adc: firstNear.ratio * Math.abs(firstAdcGain) * dacError,
      dac: Math.hypot(firstNear.offsetError / perCode, firstDacOffset * relativeGainError),
    },
    systematicOffset: {
      adc: firstNear.systematic + firstNear.ratio * Math.abs(firstAdcGain) * dacRounding,
      dac: dacRounding,
    },
  };
}

/** What the ADC would read of 0 V, if that is the output of the DAC at this code. */
function zeroReading({ offset, ratio }: AdcNearZero, { gain }: LoopLine, code: number): number {
  return offset + ratio * gain * code;
}
