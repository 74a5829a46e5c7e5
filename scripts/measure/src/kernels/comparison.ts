import { bootstrapInterval, type Interval } from '../statistics/bootstrap.js';
import { median } from '../statistics/quantiles.js';
import { stageTimes, stepStages, type StepStage } from '../steps/stage-times.js';
import { bareTotalMs, type BareForm, type BareTimes } from './bare-kernels.js';
import type { Round } from './interleaved.js';

/** The kernels alone, and the whole step over them. */
export interface BareFigures {
  /** Medians. */
  readonly ms: BareTimes & { readonly totalMs: number };
  /** Ratio of medians. */
  readonly ratio: number;
  /** 95 %, by resampling rounds. */
  readonly interval: Interval;
}

export interface Comparison {
  readonly rounds: number;
  readonly steps: number;
  /** Medians. */
  readonly wholeMs: number;
  readonly stageMs: Readonly<Record<StepStage, number>>;
  readonly bare: Readonly<Record<BareForm, BareFigures>>;
}

export function compare(rounds: readonly Round[]): Comparison {
  const steps = rounds.flatMap(({ whole }) => whole);
  const stages = steps.map(stageTimes);
  return {
    rounds: rounds.length,
    steps: steps.length,
    wholeMs: wholeMs(rounds),
    stageMs: Object.fromEntries(
      stepStages.map((stage) => [stage, median(stages.map((times) => times[stage]))]),
    ) as Record<StepStage, number>,
    bare: { f32: bareFigures(rounds, 'f32'), codes: bareFigures(rounds, 'codes') },
  };
}

function bareFigures(rounds: readonly Round[], form: BareForm): BareFigures {
  const times = rounds.flatMap(({ bare }) => bare[form]);
  const ratio = (sample: readonly Round[]): number => wholeMs(sample) / bareMs(sample, form);
  return {
    ms: {
      evaluateMs: median(times.map(({ evaluateMs }) => evaluateMs)),
      roundMs: median(times.map(({ roundMs }) => roundMs)),
      relaxMs: median(times.map(({ relaxMs }) => relaxMs)),
      totalMs: bareMs(rounds, form),
    },
    ratio: ratio(rounds),
    interval: bootstrapInterval(rounds, ratio),
  };
}

function wholeMs(rounds: readonly Round[]): number {
  return median(rounds.flatMap(({ whole }) => whole.map(({ totalMs }) => totalMs)));
}

function bareMs(rounds: readonly Round[], form: BareForm): number {
  return median(rounds.flatMap(({ bare }) => bare[form].map(bareTotalMs)));
}
