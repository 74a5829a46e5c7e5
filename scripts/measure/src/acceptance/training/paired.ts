import type { TrainResult } from '@thermoloop/lab';
import { median } from '../../statistics/quantiles.js';

/** What a run came to; NaN where it did not end or a figure was not finite. */
export interface Outcome {
  readonly status: TrainResult['status'];
  /** Mean over the last 20 mini-batches. */
  readonly trainLoss: number;
  readonly testAccuracy: number;
}

export function outcomeOf({ status, final }: TrainResult): Outcome {
  return { status, trainLoss: final.trainLoss ?? NaN, testAccuracy: final.testAccuracy ?? NaN };
}

/** Runs of one seed: the same initial parameters, mini-batches and schedule. */
export interface Pair {
  readonly seed: number;
  readonly tngd: Outcome;
  /** By title. */
  readonly baselines: Readonly<Record<string, Outcome>>;
}

export interface BestBaseline {
  readonly title: string;
  readonly trainLoss: number;
}

/** The baseline of least training loss at this seed, those that diverged left out. */
export function bestBaseline({ baselines }: Pair): BestBaseline {
  const finished = Object.entries(baselines).filter(([, { trainLoss }]) => Number.isFinite(trainLoss));
  const [best] = finished.sort(([, a], [, b]) => a.trainLoss - b.trainLoss);
  return best === undefined
    ? { title: 'none', trainLoss: NaN }
    : { title: best[0], trainLoss: best[1].trainLoss };
}

/** tngd's training loss over that of the best baseline of the same seed; NaN where a run has none. */
export function lossRatio(pair: Pair): number {
  return pair.tngd.trainLoss / bestBaseline(pair).trainLoss;
}

export function medianAccuracy(pairs: readonly Pair[]): number {
  return median(pairs.map(({ tngd }) => tngd.testAccuracy));
}

/** The largest ratio; NaN if one is. */
export function worstRatio(pairs: readonly Pair[]): number {
  return Math.max(...pairs.map(lossRatio));
}
