import type { StepBudget } from '../budget/step-budget-result.js';
import type { DeviceStepReport } from '../driver/device-step-report.js';
import type { TestResult } from '../objective/objective.js';

/** Wall-clock milliseconds by stage of a step, what it waited for included; `test` where the test set was evaluated. */
export interface StageWallMs {
  readonly evaluate: number;
  readonly direction: number;
  readonly update: number;
  readonly test?: number;
  /** Where the budget was worked out: measurement, of which the virtual clock knows nothing. */
  readonly budget?: number;
}

/** Parameters up to which a record shows them all. */
export const shownParameters = 8;

/** What happened in one step. Everything but fields with `wall` in their name is a function of the settings. */
export interface StepRecord {
  /** Counts from 1. */
  readonly step: number;
  /** Loss, the mean over a mini-batch, at the parameters at which the step was evaluated. */
  readonly loss: number;
  /** Updates of the parameters between that evaluation and its use: 0 where each step waits for the one before. */
  readonly staleness: number;
  readonly learningRate: number;
  /** ‖g‖₂ */
  readonly gradientNorm: number;
  /** Share of the mini-batch that was classified correctly at that evaluation. */
  readonly batchAccuracy?: number;
  /** On the test set, if there is one, after the update, every `evalEvery` steps and after the last. */
  readonly evaluation?: TestResult;
  /** θ after the update, of an objective with at most `shownParameters` of them. */
  readonly parameters?: readonly number[];
  readonly device?: DeviceStepReport;
  /** Where the error of the device's solution comes from, every so many steps and in the last one, if it is asked for. */
  readonly budget?: StepBudget;
  /** Virtual time that the host computed since the step before, and how it divides; the test set is not counted. */
  readonly hostTimeS: number;
  readonly hostTimeSByStage: Readonly<Record<string, number>>;
  readonly hostEnergyJ: number;
  /** Virtual time since the first step began, the device's share included. */
  readonly virtualTimeS: number;
  readonly wallMs: StageWallMs;
}
