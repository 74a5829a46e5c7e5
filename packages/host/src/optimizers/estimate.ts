import type { PlacedExchange } from '../budget/budgeted-step.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Solved } from '../driver/spu-driver.js';
import type { OptimizerState } from './optimizer.js';

/** A device's answer to one evaluation. */
export interface Estimate extends Pick<Solved, 'solution' | 'report'> {
  /** What was exchanged about it, one for each problem that was solved, of the steps whose exchanges are kept. */
  readonly exchanges?: readonly PlacedExchange[];
}

/** The natural-gradient estimate of a device: its state after τ dx = −((F + λI)x − g) dt + √(2κτ) dW. */
export interface DeviceEstimate {
  /** @param step counts from 1 */
  estimate(evaluation: Evaluation, step: number): Promise<Estimate>;
  /** Hands the problem over; `collect` waits for the answer, in the order in which problems were handed over. */
  submit(evaluation: Evaluation, step: number): Promise<{ collect(): Promise<Estimate> }>;
  snapshot(): OptimizerState;
  restore(state: OptimizerState): void;
  close(): Promise<void>;
}
