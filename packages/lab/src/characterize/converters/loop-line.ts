import { fitLine } from '../analysis/least-squares.js';
import type { ConverterBench } from './converter-bench.js';
import { meansOf } from './means.js';

/** Codes of an ADC against nominal input: codes of the DAC times the ratio of the gains. */
export interface LoopLine {
  /** Gain of DAC times gain of ADC. */
  readonly gain: number;
  readonly gainError: number;
  /** Code at DAC code 0. */
  readonly offset: number;
  readonly offsetError: number;
  readonly degreesOfFreedom: number;
  readonly ratio: number;
  /** The points of the line: nominal inputs, and the mean codes of the ADC. */
  readonly inputs: readonly number[];
  readonly means: Float64Array;
}

interface Points {
  readonly dac: number;
  readonly adc: number;
  readonly points: number;
  readonly reads: number;
}

/**
 * The straight line through the mean codes of evenly spaced DAC codes that fill the range of the ADC or the DAC, whichever
 * ends first; a first line over half of it shows how far the DAC may go.
 */
export async function loopLine(converters: ConverterBench, order: Points): Promise<LoopLine> {
  const { adc, dac } = converters;
  const ratio = (await converters.setRatio((1.3 * adc.largest) / dac.largest)).ratio;
  const coarse = await lineOver(converters, Math.min(dac.largest, (0.45 * adc.largest) / ratio), ratio, {
    ...order,
    points: 33,
  });
  const room = adc.largest - 1 - Math.abs(coarse.offset);
  const reach = Math.max(room, leastRoom * adc.largest) / Math.max(Math.abs(coarse.gain), 0.05);
  return lineOver(converters, Math.min(dac.largest, Math.max(1, reach / ratio)), ratio, order);
}

/** Of the range of the ADC: beyond it an offset may make codes saturate. */
const leastRoom = 0.4;

async function lineOver(
  converters: ConverterBench,
  span: number,
  ratio: number,
  { dac, adc, points, reads }: Points,
): Promise<LoopLine> {
  const codes = scatteredRamp(Math.floor(span), points);
  const record = await converters.loop(codes, { dac, adc, reads });
  const inputs = codes.map((code) => code * ratio);
  const means = meansOf(record.codes, reads);
  const line = fitLine(inputs, means);
  return {
    gain: line.slope,
    gainError: line.slopeError,
    offset: line.intercept,
    offsetError: line.interceptError,
    degreesOfFreedom: line.degreesOfFreedom,
    ratio,
    inputs,
    means,
  };
}

/** Whole codes from −span to span, evenly spaced, no more than there are. */
export function evenCodes(span: number, points: number): number[] {
  const count = Math.min(points, 2 * span + 1);
  return Array.from({ length: count }, (_, i) => Math.round(-span + (2 * span * i) / (count - 1)));
}

/**
 * Rising codes from −span to span, one somewhere in each of as many equal stretches: so that the codes of the ADC fall on
 * them everywhere, and what rounding does at one has nothing to do with what it does at the next.
 */
function scatteredRamp(span: number, points: number): number[] {
  if (points >= 2 * span + 1) return evenCodes(span, points);
  return Array.from({ length: points }, (_, i) => {
    const within = (i * 0.6180339887498949) % 1;
    return Math.round(-span + (2 * span * (i + within)) / points);
  });
}
