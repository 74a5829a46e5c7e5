import type { Evaluation } from '../curvature/evaluation.js';
import type { DeviceStepReport } from '../driver/device-step-report.js';

/** The arrays and counts that an optimizer carries from step to step. */
export type OptimizerState = Readonly<Record<string, Float32Array | number>>;

export interface OptimizerStep {
  /** d [N]; the loop does θ ← θ − η·d. The caller may not keep it beyond the next call. */
  readonly direction: Float32Array;
  /** What the device said about the step, if one took part. */
  readonly device?: DeviceStepReport;
}

/** Turns the evaluation of a mini-batch into a direction. The learning rate is the training loop's. */
export interface Optimizer {
  readonly needs: 'gradient' | 'curvature';
  /** @param step counts from 1. */
  direction(evaluation: Evaluation, step: number): Promise<OptimizerStep>;
  /** State to resume from; an optimizer without state has neither of the two. */
  snapshot?(): OptimizerState;
  restore?(state: OptimizerState): void;
  close?(): Promise<void>;
}
