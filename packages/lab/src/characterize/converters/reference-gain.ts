import { gainsBetween } from '@thermoloop/host';
import { GridKind, type Grid } from '@thermoloop/protocol';
import { fitLine } from '../analysis/least-squares.js';
import type { ConverterBench } from './converter-bench.js';
import { meansOf } from './means.js';

/** A gain by the reference voltage at many readout gains. */
export interface ReferenceGain {
  readonly gain: number;
  readonly gainError: number;
  readonly degreesOfFreedom: number;
  readonly points: number;
}

const mostGains = 48;

/** Mean codes of the reference at many readout gains. */
export interface ReferenceCodes {
  /** Reference over readout gain: nominal inputs. */
  readonly inputs: readonly number[];
  readonly means: readonly number[];
}

/**
 * The reference read at gains that put it at 0.2 to 0.9 of the range; rounding shows as scatter, since the codes fall
 * differently at each gain. Undefined where the grid has too few gains.
 */
export async function referenceCodes(
  converters: ConverterBench,
  adc: number,
  { reads, expectedGain }: { readonly reads: number; readonly expectedGain: number },
): Promise<ReferenceCodes | undefined> {
  const { referenceV, grids } = converters.capabilities;
  if (referenceV === undefined || referenceV === 0) return undefined;
  const fullScale = converters.adc.largest / Math.max(expectedGain, 0.05);
  const low = Math.max(Math.abs(referenceV) / (0.9 * fullScale), grids.readoutGain.minimum);
  const high = Math.min(Math.abs(referenceV) / (0.2 * fullScale), grids.readoutGain.maximum);
  const gains = low < high ? gainsOf(grids.readoutGain, low, high) : [];
  if (gains.length < 4) return undefined;
  const means: number[] = [];
  for (const gain of gains) {
    await converters.setReadoutGain(gain);
    const { codes } = await converters.constant('reference', adc, reads);
    means.push(meansOf(codes, codes.length)[0]!);
  }
  return { inputs: gains.map((gain) => referenceV / gain), means };
}

/** The line through those codes: gain and offset of the ADC, its INL in half of the range included. */
export async function referenceGain(
  converters: ConverterBench,
  adc: number,
  order: { readonly reads: number; readonly expectedGain: number },
): Promise<ReferenceGain | undefined> {
  const read = await referenceCodes(converters, adc, order);
  if (read === undefined) return undefined;
  const line = fitLine(read.inputs, read.means);
  return {
    gain: line.slope,
    gainError: line.slopeError,
    degreesOfFreedom: line.degreesOfFreedom,
    points: read.means.length,
  };
}

/** Of a continuous grid, values in equal ratios, whose codes fall unlike each other. */
function gainsOf(grid: Grid, low: number, high: number): number[] {
  if (grid.kind !== GridKind.CONTINUOUS) return gainsBetween(grid, low, high, mostGains);
  return Array.from({ length: mostGains }, (_, i) => low * (high / low) ** ((i + 0.5) / mostGains));
}
