import { TestInput } from '@thermoloop/protocol';
import { sampleOf, type ConverterBench } from './converter-bench.js';
import { roundingResidue } from './dither.js';
import { loopLine, type LoopLine } from './loop-line.js';
import { adcNearZero, dacNearZero, type AdcNearZero, type DacNearZero } from './near-zero.js';
import { referenceGain, type ReferenceGain } from './reference-gain.js';

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
  /** Absolute gain of the first ADC; without one its gain counts as that of the loop, and the gain of the first DAC as 1. */
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
    ? await referenceGain(converters, 0, { reads, expectedGain: line.gain })
    : undefined;
  const firstAdcGain = reference?.gain ?? line.gain;

  const near: AdcNearZero[] = [];
  for (const [i, a] of adcs.entries()) {
    near.push(
      await adcNearZero(converters, { dac: 0, adc: a, reads: converters.mostReads(rampReads) }, lines[i]!),
    );
  }
  const zoomed: DacNearZero[] = [];
  for (const [i, d] of dacs.entries()) {
    const { gain, offset, offsetError, ratio } = dacLines[i]!;
    const adcOffset = near[0]!.offset;
    const guess = {
      code: (adcOffset - offset) / (ratio * gain),
      codeError: offsetError / (ratio * Math.abs(gain)),
      gain,
      adcOffset,
    };
    zoomed.push(
      await dacNearZero(converters, { dac: d, adc: 0, reads: converters.mostReads(zoomReads) }, guess),
    );
  }
  const [firstNear, firstZoom] = [near[0]!, zoomed[0]!];
  const lever = firstAdcGain * (firstZoom.ratio - firstNear.ratio);
  const firstDacOffset = (firstZoom.offset - firstNear.offset) / lever;
  const firstDacOffsetError = Math.hypot(firstZoom.offsetError, firstNear.offsetError) / Math.abs(lever);
  const firstAdcOffset = firstNear.offset - firstNear.ratio * firstAdcGain * firstDacOffset;
  const zoomRatio = firstZoom.ratio * firstAdcGain;
  const dacRounding =
    (firstNear.systematic + (adc.carriesValues ? 0 : roundingResidue(meanNoise(near)))) / Math.abs(zoomRatio);
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
    dacs: dacs.map((converter, i) => ({
      converter,
      gain: dacLines[i]!.gain / firstAdcGain,
      gainError: dacLines[i]!.gainError / firstAdcGain,
      offset: (zoomed[i]!.offset - firstAdcOffset) / zoomRatio,
      offsetError: zoomed[i]!.offsetError / Math.abs(zoomRatio),
    })),
    commonOffsetError: {
      adc: firstNear.ratio * Math.abs(firstAdcGain) * firstDacOffsetError,
      dac: firstNear.offsetError / Math.abs(zoomRatio),
    },
    systematicOffset: {
      adc: firstNear.systematic + firstNear.ratio * Math.abs(firstAdcGain) * dacRounding,
      dac: dacRounding,
    },
  };
}
