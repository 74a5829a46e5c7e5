import { largestCode, type CodeArray } from '@thermoloop/protocol';
import type { Exchange } from '../driver/exchange.js';
import {
  clippingBias,
  noiseFromVariance,
  readingMoments,
  varianceAmongReads,
  type ReadingMoments,
} from './reading-moments.js';

/** What converters are expected to make of the values that stood at their inputs. In problem units. */
export interface ReadoutShare {
  /** What clipping takes from each value [N], in expectation. */
  readonly clipping: Float64Array;
  /** What rounding adds to each [N], in expectation. */
  readonly rounding: Float64Array;
  /** Σ over cells of the variance of the solution about its expectation. */
  readonly variance: number;
  /** Σ over cells of the covariance of the solution with the value that stood there. */
  readonly covariance: number;
}

/** What stood at the inputs: the expected values [N], and the variance of each in one trajectory. */
export interface ReadValues {
  readonly expected: Float64Array;
  readonly variance: number;
}

/**
 * @param noiseCodesRms of the converters at their inputs; where several reads of held values were taken and it is not
 * given, it is estimated from how they vary
 */
export function readoutShare(
  { problem, received }: Exchange,
  { expected, variance }: ReadValues,
  noiseCodesRms: number | undefined,
): ReadoutShare {
  const { reads, repeats = 1, readSpacingTau } = problem;
  const cells = expected.length;
  const clipping = new Float64Array(cells);
  const rounding = new Float64Array(cells);
  const largest = largestCode(received.format);
  if (largest === Infinity) {
    const sum = (cells * variance) / repeats;
    return { clipping, rounding, variance: sum, covariance: sum };
  }
  let varianceSum = 0;
  let covarianceSum = 0;
  for (const { codes, valuePerCode: unit } of received.readings) {
    const trajectories = codes.length / (reads * cells);
    const weight = trajectories / repeats;
    const held = readSpacingTau === undefined;
    const noise = noiseCodesRms ?? (held ? noiseOf(codes, reads, cells) : 0);
    const averaged = (1 - 1 / reads) * varianceAmongReads(noise);
    const spread = Math.sqrt(variance) / unit;
    const deviation = Math.hypot(spread, noise);
    for (let i = 0; i < cells; i++) {
      const value = expected[i]! / unit;
      const moments = readingMoments(value, deviation, largest);
      const bias = clippingBias(value, deviation, largest + 0.5);
      clipping[i]! += weight * unit * bias;
      rounding[i]! += weight * unit * (moments.mean - value - bias);
      varianceSum += (weight / repeats) * unit * unit * ofMean(moments, averaged);
      covarianceSum += (weight / repeats) * variance * moments.slope;
    }
  }
  return { clipping, rounding, variance: varianceSum, covariance: covarianceSum };
}

/** Variance of the mean of the reads of one value, of which `averaged` has gone. */
function ofMean({ variance }: ReadingMoments, averaged: number): number {
  return variance - Math.min(averaged, variance);
}

/** From the variance of K > 1 reads of each value among themselves. */
function noiseOf(codes: CodeArray, reads: number, cells: number): number {
  if (reads === 1) return 0;
  let sum = 0;
  const length = reads * cells;
  for (let first = 0; first < codes.length; first += length) {
    for (let i = 0; i < cells; i++) {
      let total = 0;
      let squares = 0;
      for (let at = first + i; at < first + length; at += cells) {
        total += codes[at]!;
        squares += codes[at]! ** 2;
      }
      sum += (squares - (total * total) / reads) / (reads - 1);
    }
  }
  return noiseFromVariance(sum / (codes.length / reads));
}
