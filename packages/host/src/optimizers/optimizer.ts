import type { PlacedExchange } from '../budget/budgeted-step.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { DeviceStepReport } from '../driver/device-step-report.js';

/** The arrays and counts that an optimizer carries from step to step. */
export type OptimizerState = Readonly<Record<string, Float32Array | number>>;

export interface OptimizerStep {
  /** d [N]; the loop does θ ← θ − η·d. The caller may not keep it beyond the next call. */
  readonly direction: Float32Array;
  /** What the device said about the step, if one took part. */
  readonly device?: DeviceStepReport;
  /** What was exchanged with the device, one for each problem of the step, of the steps whose exchanges are kept. */
  readonly exchanges?: readonly PlacedExchange[];
}

/** A step whose problem is on its way: the device may still be at work on it. */
export interface PendingStep {
  /** Waits for the device. To be called once, and in the order in which steps were submitted. */
  collect(): Promise<OptimizerStep>;
}

/** Turns the evaluation of a mini-batch into a direction. The learning rate is the training loop's. */
export interface Optimizer {
  readonly needs: 'gradient' | 'curvature';
  /** @param step counts from 1. */
  direction(evaluation: Evaluation, step: number): Promise<OptimizerStep>;
  /**
   * The first half of `direction`, for training that goes on while the device works: hands the problem over and says how
   * to collect the answer. Absent in an optimizer that has nothing to wait for.
   * @param step counts from 1.
   */
  submit?(evaluation: Evaluation, step: number): Promise<PendingStep>;
  /** After the last step that was collected. State to resume from; an optimizer without state has neither of the two. */
  snapshot?(): OptimizerState;
  restore?(state: OptimizerState): void;
  close?(): Promise<void>;
}
