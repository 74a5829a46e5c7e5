import { stages, stageTitles } from '../train/stages.js';
import { causeTitles, meanBudget } from '../train/mean-budget.js';
import type { Step } from '../train/step-schema.js';
import { leastDrawnPart } from './charts/budget-chart.js';
import { codedArrays } from './charts/code-use-chart.js';
import { quantity } from './page/format.js';
import type { Run } from './run-files.js';
import { stepTimeline, type StepTimeline } from './step-timeline.js';
import { bucketMeans, movingMean } from './thin.js';

type Row = Readonly<Record<string, number | string | null>>;

/** The data behind the charts, by the names that the specifications use. */
export interface Datasets {
  readonly curve: readonly Row[];
  readonly evaluations: readonly Row[];
  readonly device: readonly Row[];
  readonly clipping: readonly Row[];
  readonly codeUse: readonly Row[];
  /** Parts of the error, of the steps that have a budget. */
  readonly budget: readonly Row[];
  readonly stageTime: readonly Row[];
  readonly stageEnergy: readonly Row[];
  readonly stepTimeline: readonly Row[];
}

/** A unit of time and how many of it a second has. */
export interface TimeUnit {
  readonly name: string;
  readonly perSecond: number;
}

/** The most points that a curve has; longer runs are drawn as means over equal runs of steps. */
export const mostPoints = 1500;

/** Over how many mini-batches curves are averaged: as many as the final training loss. */
const window = 20;

/** An error of zero has no logarithm: it is drawn at this one. */
const smallestError = 5e-4;

export function timeUnitFor(totalS: number | null): TimeUnit {
  const size = totalS ?? 1;
  if (size >= 1) return { name: 's', perSecond: 1 };
  if (size >= 1e-3) return { name: 'ms', perSecond: 1e3 };
  return { name: 'µs', perSecond: 1e6 };
}

export function datasets(run: Run, timeUnit: TimeUnit): Datasets {
  return {
    curve: curve(run.steps, timeUnit),
    evaluations: evaluations(run.steps, timeUnit),
    device: device(run.steps),
    clipping: clipping(run.steps),
    codeUse: codeUse(run.steps),
    budget: budget(run.steps),
    stageTime: shares(run.summary.virtualTime.byStageS, 's'),
    stageEnergy: shares(run.summary.energy.byStageJ, 'J'),
    stepTimeline: timelineRows(timelineOf(run)),
  };
}

/** The step that the timeline shows. */
export function timelineOf({ steps, summary }: Run): StepTimeline | undefined {
  return stepTimeline(steps, summary.config['clock'] === 'lockstep');
}

function timelineRows(timeline: StepTimeline | undefined): Row[] {
  if (timeline === undefined) return [];
  const { perSecond } = timeUnitFor(timeline.durationS);
  return timeline.spans.map(({ stage, startS, endS }) => ({
    stage: stageTitles[stage],
    order: stages.indexOf(stage),
    from: startS * perSecond,
    to: endS * perSecond,
    begins: quantity(startS, 's'),
    lasts: quantity(endS - startS, 's'),
  }));
}

function curve(steps: readonly Step[], timeUnit: TimeUnit): Row[] {
  const column = (values: (number | null)[]) => bucketMeans(values, mostPoints);
  const losses = steps.map((step) => step.loss);
  const accuracies = movingMean(
    steps.map((step) => step.batchAccuracy ?? null),
    window,
  );
  const columns = {
    step: column(steps.map((step) => step.step)),
    virtualTime: column(steps.map((step) => scaled(step.virtualTimeS, timeUnit.perSecond))),
    loss: column(losses),
    meanLoss: column(movingMean(losses, window)),
    meanAccuracy: column(accuracies),
    meanError: column(accuracies.map(errorOf)),
  };
  return columns.step.map((_, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])),
  );
}

function evaluations(steps: readonly Step[], timeUnit: TimeUnit): Row[] {
  return steps.flatMap(({ step, virtualTimeS, evaluation }) =>
    evaluation === undefined
      ? []
      : [
          {
            step,
            virtualTime: scaled(virtualTimeS, timeUnit.perSecond),
            testLoss: evaluation.testLoss,
            testAccuracy: evaluation.testAccuracy ?? null,
            testError: errorOf(evaluation.testAccuracy ?? null),
          },
        ],
  );
}

function device(steps: readonly Step[]): Row[] {
  const withDevice = steps.flatMap((step) =>
    step.device === undefined ? [] : [{ step: step.step, ...step.device }],
  );
  const column = (values: (number | null)[]) => bucketMeans(values, mostPoints);
  const columns = {
    step: column(withDevice.map(({ step }) => step)),
    alpha: column(withDevice.map(({ alpha }) => alpha)),
    kappa: column(withDevice.map(({ kappa }) => kappa)),
    carryTau: column(withDevice.map(({ carryTimeTau }) => carryTimeTau.realised)),
    deviceTimeUs: column(withDevice.map(({ deviceTimeS }) => scaled(deviceTimeS, 1e6))),
  };
  return columns.step.map((_, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])),
  );
}

/** One row for each array and step at which something clipped; long runs by runs of steps. */
function clipping(steps: readonly Step[]): Row[] {
  const stride = Math.max(1, Math.ceil(steps.length / 300));
  const sums = new Map<string, { array: string; step: number; clipped: number }>();
  for (const { step, device: report } of steps) {
    for (const [array, clipped] of Object.entries({ ...report?.clipped, rails: report?.railedCells })) {
      if (typeof clipped !== 'number' || clipped === 0) continue;
      const at = Math.ceil(step / stride) * stride;
      const key = `${array} ${at}`;
      sums.set(key, { array, step: at, clipped: (sums.get(key)?.clipped ?? 0) + clipped });
    }
  }
  return [...sums.values()];
}

/** Shares of the codes by sixteenth of the range, over all steps. */
function codeUse(steps: readonly Step[]): Row[] {
  return codedArrays.flatMap((array) => {
    const uses = steps.flatMap(({ device: report }) => report?.codeUse[array] ?? []);
    if (uses.length === 0) return [];
    const sums = Array.from({ length: 16 }, (_, bin) =>
      uses.reduce((sum, n, i) => (i % 16 === bin ? sum + n : sum), 0),
    );
    const total = sums.reduce((sum, n) => sum + n, 0);
    return sums.map((n, bin) => ({
      array,
      from: bin / 16,
      to: (bin + 1) / 16,
      share: total > 0 ? n / total : 0,
    }));
  });
}

function budget(steps: readonly Step[]): Row[] {
  const ofCauses = meanBudget(steps)?.parts.map(({ cause }) => cause) ?? [];
  return ofCauses.flatMap((cause) =>
    steps.flatMap(({ step, budget: ofStep }) => {
      const own = ofStep?.parts.find((part) => part.cause === cause)?.own ?? 0;
      return own >= leastDrawnPart ? [{ cause: causeTitles[cause], step, own }] : [];
    }),
  );
}

function shares(amounts: Readonly<Record<string, number | null>>, unit: string): Row[] {
  const total = Object.values(amounts).reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  return stages.map((stage, order) => ({
    stage: stageTitles[stage],
    order,
    share: total > 0 ? (amounts[stage] ?? 0) / total : 0,
    amount: quantity(amounts[stage] ?? 0, unit),
  }));
}

function errorOf(accuracy: number | null): number | null {
  return accuracy === null ? null : Math.max(1 - accuracy, smallestError);
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}
