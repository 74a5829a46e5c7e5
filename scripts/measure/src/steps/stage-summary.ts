import { spreadOf, type Spread } from '../statistics/quantiles.js';
import type { MeasuredStep } from './measured-run.js';
import { stageTimes, stepStages, type StepStage } from './stage-times.js';

/** Milliseconds of whole steps and of their stages. */
export interface StageSummary {
  readonly steps: number;
  readonly totalMs: Spread;
  readonly stageMs: Readonly<Record<StepStage, Spread>>;
}

export function summariseStages(steps: readonly MeasuredStep[]): StageSummary {
  const times = steps.map(stageTimes);
  const spreads = stepStages.map((stage) => [stage, spreadOf(times.map((each) => each[stage]))]);
  return {
    steps: steps.length,
    totalMs: spreadOf(steps.map(({ totalMs }) => totalMs)),
    stageMs: Object.fromEntries(spreads) as Record<StepStage, Spread>,
  };
}
