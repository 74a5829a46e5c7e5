/** How it is trained. */
export interface Manner {
  readonly learningRate: number;
  readonly damping: number;
  readonly schedule: 'constant' | 'cosine';
}

export function mannerText({ learningRate, damping, schedule }: Manner): string {
  return `step ${learningRate} ${schedule === 'cosine' ? 'falling' : 'constant'}, damping ${damping}`;
}

/** Run time under the new problem. */
export const usualRunTimeTau = 2;

/** One run through a chip whose cells carry on for some time under the problem before. */
export interface CarryOutcome {
  readonly seed: number;
  readonly manner: Manner;
  /** Of the chip: whether its cells hold their charge between a run and the next latch. */
  readonly holds: boolean;
  readonly runTimeTau: number;
  /** In τ: asked for, and what the device tells, median over steps. */
  readonly requestedTau: number;
  readonly realisedTau: number;
  readonly status: string;
  /** Mean over the last 20 mini-batches; NaN where the run did not end. */
  readonly trainLoss: number;
  /** After the last step; NaN where the run did not end. */
  readonly testAccuracy: number;
}

export interface CarryFigures {
  readonly steps: number;
  readonly outcomes: readonly CarryOutcome[];
}
