import type { CodeArray } from '@thermoloop/protocol';
import type { ConverterErrors } from './calibration/calibration.js';
import { correctReading } from './calibration/correct-reading.js';
import { isLive, type NaturalGradientProblem } from './natural-gradient-problem.js';
import { decodeReading, type KeptReading } from './reading.js';

/** What codes stand for, in problem units. */
export interface Decoded {
  /** Each trajectory, the mean of its readings [repeats × N]. */
  readonly trajectories: Float32Array;
  /** The mean over trajectories [N]. */
  readonly solution: Float32Array;
  /** What the cells held at the end [N]: the last trajectory, of live readings the last one. */
  readonly state: Float32Array;
}

/**
 * Decodes the readings of all runs of a problem.
 * @param stateScale G, problem units per volt
 * @param adc known errors of the ADCs, which are corrected
 */
export function decode(
  { factor, reads, repeats = 1, ...problem }: NaturalGradientProblem,
  kept: readonly KeptReading[],
  stateScale: number,
  adc?: ConverterErrors,
): Decoded {
  const cells = factor.columns;
  const length = reads * cells;
  const last = kept.at(-1)!;
  const mean = (codes: CodeArray, readings: number, { readoutGainV }: KeptReading): Float32Array => {
    const unit = readoutGainV * stateScale;
    const values = decodeReading(codes, readings, unit);
    return adc === undefined ? values : correctReading(values, unit, adc);
  };
  if (repeats === 1) {
    const solution = mean(last.codes, reads, last);
    const state = isLive({ factor, reads, ...problem })
      ? mean(last.codes.subarray(length - cells), 1, last).slice()
      : solution.slice();
    return { trajectories: solution, solution, state };
  }
  const trajectories = new Float32Array(repeats * cells);
  let at = 0;
  for (const reading of kept) {
    for (let from = 0; from < reading.codes.length; from += length, at += cells) {
      trajectories.set(mean(reading.codes.subarray(from, from + length), reads, reading), at);
    }
  }
  return {
    trajectories,
    solution: decodeReading(trajectories, repeats, 1),
    state: mean(last.codes.subarray(last.codes.length - cells), 1, last).slice(),
  };
}
