import type { DeviceStepReport } from '../driver/device-step-report.js';
import type { TestResult } from './test-program.js';

/** Wall-clock milliseconds by stage of a step; `test` where the test set was evaluated. */
export interface StageWallMs {
  readonly batch: number;
  readonly evaluate: number;
  readonly direction: number;
  readonly update: number;
  readonly test?: number;
}

/** What happened in one step. Everything but fields with `wall` in their name is a function of the settings. */
export interface StepRecord {
  /** Counts from 1. */
  readonly step: number;
  /** Mean loss of the mini-batch before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** ‖g‖₂ */
  readonly gradientNorm: number;
  /** Share of the mini-batch that was classified correctly before the update. */
  readonly batchAccuracy: number;
  /** Loss and accuracy on the test set after the update, every `evalEvery` steps and after the last. */
  readonly evaluation?: TestResult;
  readonly device?: DeviceStepReport;
  /** Virtual time that the host computed in this step, and how it divides; the test set is not counted. */
  readonly hostTimeS: number;
  readonly hostTimeSByStage: Readonly<Record<string, number>>;
  readonly hostEnergyJ: number;
  /** Virtual time since the first step began, the device's share included. */
  readonly virtualTimeS: number;
  readonly wallMs: StageWallMs;
}
