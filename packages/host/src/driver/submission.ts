import type { CellReading } from '@thermoloop/protocol';
import type { CodeBounds } from './code-bounds.js';
import type { Sent } from './device-session.js';
import type { EncodedProblem } from './encode-problem.js';
import type { StateBefore } from './exchange.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import type { ProblemSequence } from './problem-sequence.js';
import type { StepPlan } from './step-plan.js';

/** A problem that has been sent, for `SpuDriver.collect`. */
export interface Submission {
  readonly problem: NaturalGradientProblem;
  readonly sequence: ProblemSequence;
}

/** A submission as the driver knows it until its answer is there. */
export interface SentProblem extends Submission {
  readonly plan: StepPlan;
  readonly bounds: CodeBounds;
  readonly encoded: EncodedProblem;
  /** Index of its first run. */
  readonly run: number;
  /** Trajectories of each of its runs. */
  readonly trajectories: readonly number[];
  /** Whether the readout gain followed an earlier peak. */
  readonly knowsPeak: boolean;
  /** Runs before it that had to be waited for. */
  readonly waits: number;
  /** α of the problem that drove the cells up to its latch; absent where none did. */
  readonly carriedAlpha: number | undefined;
  /** That problem, of a driver that remembers it. */
  readonly carriedBy?: NonNullable<StateBefore['carriedBy']>;
  readonly commit: Sent<void>;
  readonly firstReading: Sent<CellReading>;
  readonly wallMs: { readonly encode: number; readonly upload: number };
}
