import { leastSquares } from '../analysis/least-squares.js';
import type { ConverterBench } from './converter-bench.js';
import { scatteredCodes } from './scattered-codes.js';

/** Share of the sample before that stays in the next one on the same ADC. */
export interface SampleMemory {
  readonly share: number;
  readonly shareError: number;
}

const updates = 256;
const reads = 4;

/**
 * The first read of a code against those after it: y₁ = x + m·(x_before − x). Regressed on settled steps over the range; the
 * last read of a code stands for x.
 */
export async function sampleMemory(
  converters: ConverterBench,
  { dac, adc }: { readonly dac: number; readonly adc: number },
  line: { readonly gain: number; readonly offset: number; readonly noiseRms: number },
): Promise<SampleMemory> {
  const { largest } = converters.adc;
  const room = (largest - 1 - Math.abs(line.offset) - 3 * line.noiseRms) / Math.max(line.gain, 0.05);
  const { ratio } = await converters.setRatio((0.98 * Math.max(1, room)) / converters.dac.largest);
  const codes = scatteredCodes(Math.min(converters.dac.largest, Math.floor(room / ratio)), updates);
  const record = await converters.loop(codes, { dac, adc, reads });
  const first = Float64Array.from({ length: updates - 1 }, (_, i) => record.codes[(i + 1) * reads]!);
  const input = (i: number): number => codes[i]! * ratio;
  const fit = leastSquares(first, 3, (i, out) => {
    out[0] = 1;
    out[1] = input(i + 1);
    out[2] = input(i);
  });
  const [, present, before] = fit.coefficients;
  const variance = fit.residualSquares / (first.length - 3);
  const total = present! + before!;
  return {
    share: before! / total,
    shareError: Math.sqrt(variance * fit.inverseNormal[8]!) / Math.abs(total),
  };
}
