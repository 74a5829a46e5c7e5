import { largestCode } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import { cellConverters } from './calibrated-codes.js';
import { clippingBias, readingMoments, varianceAmongReads, type ReadingMoments } from './reading-moments.js';

/** What converters are expected to make of the values that stood at their inputs. In problem units. */
export interface ReadoutShare {
  /** What clipping takes from each value [N], in expectation. */
  readonly clipping: Float64Array;
  /** What rounding adds to each [N], in expectation. */
  readonly rounding: Float64Array;
  /** Σ over cells of the variance of the solution about its expectation. */
  readonly variance: number;
  /** By how much the mean solution follows each value [N]: 1 for a converter of many codes. */
  readonly slopes: Float64Array;
}

/** What stood at the inputs: the expected values [N], and the variance of each [N] in one trajectory. */
export interface ReadValues {
  readonly expected: Float64Array;
  readonly variance: Float64Array;
}

/** @param noise of the converters at their inputs, rms, in codes */
export function readoutShare(
  { problem, received, calibration }: Exchange,
  { expected, variance }: ReadValues,
  noise: number,
): ReadoutShare {
  const { reads, repeats = 1 } = problem;
  const cells = expected.length;
  const clipping = new Float64Array(cells);
  const rounding = new Float64Array(cells);
  const largest = largestCode(received.format);
  if (largest === Infinity) {
    const sum = variance.reduce((total, value) => total + value, 0) / repeats;
    return { clipping, rounding, variance: sum, slopes: new Float64Array(cells).fill(1) };
  }
  const averaged = (1 - 1 / reads) * varianceAmongReads(noise);
  let varianceSum = 0;
  const slopes = new Float64Array(cells);
  for (const { codes, valuePerCode: unit } of received.readings) {
    const trajectories = codes.length / (reads * cells);
    const weight = trajectories / repeats;
    const converterOf = cellConverters(unit, calibration?.adc);
    for (let i = 0; i < cells; i++) {
      const { codesPerValue, offset } = converterOf(i);
      const value = expected[i]! * codesPerValue + offset;
      const deviation = Math.sqrt(variance[i]! * codesPerValue * codesPerValue + noise * noise);
      const moments = readingMoments(value, deviation, largest);
      const bias = clippingBias(value, deviation, largest + 0.5);
      clipping[i]! += (weight * bias) / codesPerValue;
      rounding[i]! += (weight * (moments.mean - value - bias)) / codesPerValue;
      slopes[i]! += weight * moments.slope;
      varianceSum += ((weight / repeats) * ofMean(moments, averaged)) / (codesPerValue * codesPerValue);
    }
  }
  return { clipping, rounding, variance: varianceSum, slopes };
}

/** Variance of the mean of the reads of one value, of which `averaged` has gone. */
function ofMean({ variance }: ReadingMoments, averaged: number): number {
  return variance - Math.min(averaged, variance);
}
