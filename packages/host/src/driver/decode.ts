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

/** Decodes the readings of all runs of a problem. @param stateScale G, problem units per volt */
export function decode(
  { factor, reads, repeats = 1, ...problem }: NaturalGradientProblem,
  kept: readonly KeptReading[],
  stateScale: number,
): Decoded {
  const cells = factor.columns;
  const length = reads * cells;
  const last = kept.at(-1)!;
  const unit = ({ readoutGainV }: KeptReading): number => readoutGainV * stateScale;
  if (repeats === 1) {
    const solution = decodeReading(last.codes, reads, unit(last));
    const state = isLive({ factor, reads, ...problem })
      ? decodeReading(last.codes.subarray(length - cells), 1, unit(last)).slice()
      : solution.slice();
    return { trajectories: solution, solution, state };
  }
  const trajectories = new Float32Array(repeats * cells);
  let at = 0;
  for (const reading of kept) {
    for (let from = 0; from < reading.codes.length; from += length, at += cells) {
      trajectories.set(decodeReading(reading.codes.subarray(from, from + length), reads, unit(reading)), at);
    }
  }
  return {
    trajectories,
    solution: decodeReading(trajectories, repeats, 1),
    state: decodeReading(last.codes.subarray(last.codes.length - cells), 1, unit(last)).slice(),
  };
}
