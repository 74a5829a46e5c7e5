import { inSeconds } from '@thermoloop/sim-kernel';
import type { KnownOfDevice, PlacedExchange } from '../budget/budgeted-step.js';
import { stepBudget } from '../budget/step-budget.js';
import type { StepBudget } from '../budget/step-budget-result.js';
import type { HostMeter } from '../cost/host-meter.js';
import { stopwatch } from '../cost/stopwatch.js';
import type { CurvatureKind } from '../curvature/curvature-kind.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Objective, OpenObjective } from '../objective/objective.js';
import type { Optimizer, OptimizerState, PendingStep } from '../optimizers/optimizer.js';
import { DivergedError } from './diverged-error.js';
import { NothingToOverlapError } from './nothing-to-overlap-error.js';
import { schedules, type ScheduleName } from './schedules.js';
import { shownParameters, type StepRecord } from './step-record.js';

/**
 * `sync`: a step ends before the next one is evaluated. `async`: up to `depth` steps are still with the device when the
 * next one is evaluated, at parameters that lack their updates.
 */
export type TrainingMode = 'sync' | { readonly kind: 'async'; readonly depth: number };

/** Everything that determines a training run. */
export interface TrainingPlan {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** Used if the optimizer needs curvature. */
  readonly curvature: CurvatureKind;
  readonly steps: number;
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly evalEvery: number;
  /** Of the initial parameters. */
  readonly seed: number;
  /** Host time goes here; its clock is the one that the device driver moves too. */
  readonly meter: HostMeter;
  readonly mode: TrainingMode;
  /** Every so many steps the answers of all steps so far are waited for, so that a snapshot is the whole state. */
  readonly checkpointEvery?: number;
  /** Budgets of the device's solutions; the optimizer keeps the exchanges of the same steps (`isBudgeted`). */
  readonly budget?: BudgetPlan;
  /** Goes on from here instead of step 0. */
  readonly from?: TrainingSnapshot;
}

/** Which steps have a budget, and with what it is made. */
export interface BudgetPlan {
  /** Every so many steps; the last one of the run has one too. */
  readonly every: number;
  readonly known: KnownOfDevice;
  readonly threads: number;
}

/** Whether a step of a run has a budget. */
export function isBudgeted(step: number, { steps, every }: { steps: number; every: number }): boolean {
  return step % every === 0 || step === steps;
}

/** What a run needs to go on after `step`. */
export interface TrainingSnapshot {
  /** Steps done. */
  readonly step: number;
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerState;
  /** Virtual time from the first step to the end of this one. */
  readonly virtualTimePs: bigint;
}

/** A run: iterate it once; a step is computed when it is asked for. */
export interface Training extends AsyncIterable<StepRecord> {
  /** State after the last step that was done; after an error, that of the last good one. */
  snapshot(): TrainingSnapshot;
  /**
   * Steps that were evaluated and still lack their update. With none, a run that goes on from the snapshot is the same
   * run; otherwise it evaluates them again, at newer parameters.
   */
  readonly inFlight: number;
  /** Evaluates no further step: the iteration ends when those in flight are done. */
  stop(): void;
}

/**
 * Trains: θ ← θ − ηₖ·dₖ with the optimizer's direction dₖ. Throws DivergedError at the step whose evaluation or test
 * loss is not finite or whose loss is above the objective's limit. The caller closes the optimizer.
 * @throws RangeError for settings that are no positive integers, NothingToOverlapError
 */
export function train(plan: TrainingPlan): Training {
  checkPlan(plan);
  const run = new TrainingRun(plan);
  return {
    [Symbol.asyncIterator]: () => run.steps(),
    snapshot: () => run.snapshot(),
    get inFlight() {
      return run.inFlight.length;
    },
    stop: () => {
      run.isStopping = true;
    },
  };
}

/** A step from its evaluation to its update. */
interface StepInFlight {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number | undefined;
  readonly gradientNorm: number;
  /** Updates that had been done when it was evaluated. */
  readonly updatesBefore: number;
  /** The evaluation, of a step that has a budget. */
  readonly budgeted: Evaluation | undefined;
  readonly pending: PendingStep;
  readonly wallMs: { readonly evaluate: number; readonly submit: number };
}

class TrainingRun {
  readonly inFlight: StepInFlight[] = [];
  isStopping = false;
  readonly #parameters: Float32Array;
  #stepsDone: number;
  #virtualTimePs: bigint;

  constructor(private readonly plan: TrainingPlan) {
    const { objective, optimizer, from, seed } = plan;
    this.#parameters = from?.parameters.slice() ?? objective.initialParameters(seed);
    if (this.#parameters.length !== objective.parameterCount) {
      throw new RangeError(
        `the snapshot has ${this.#parameters.length} parameters, the objective ${objective.parameterCount}`,
      );
    }
    if (from !== undefined) optimizer.restore?.(from.optimizer);
    this.#stepsDone = from?.step ?? 0;
    this.#virtualTimePs = from?.virtualTimePs ?? 0n;
  }

  snapshot(): TrainingSnapshot {
    return {
      step: this.#stepsDone,
      parameters: this.#parameters.slice(),
      optimizer: this.plan.optimizer.snapshot?.() ?? {},
      virtualTimePs: this.#virtualTimePs,
    };
  }

  async *steps(): AsyncGenerator<StepRecord, void, undefined> {
    const { plan, inFlight } = this;
    const { objective, optimizer, curvature, meter } = plan;
    const depth = plan.mode === 'sync' ? 0 : plan.mode.depth;
    const open = await objective.open(optimizer.needs === 'curvature' ? curvature : 'gradient');
    const startPs = meter.clock.nowPs - this.#virtualTimePs;
    try {
      for (let step = this.#stepsDone + 1; step <= plan.steps && !this.isStopping; step++) {
        inFlight.push(await this.#begin(open, step));
        const isWhole = step === plan.steps || (plan.checkpointEvery && step % plan.checkpointEvery === 0);
        while (inFlight.length > (isWhole ? 0 : depth)) yield await this.#finishNext(open, startPs);
      }
      while (inFlight.length > 0) yield await this.#finishNext(open, startPs);
    } finally {
      await open.release();
    }
  }

  async #begin(open: OpenObjective, step: number): Promise<StepInFlight> {
    const { objective, optimizer, mode, meter, budget, steps } = this.plan;
    const lap = stopwatch();
    const evaluation = await open.evaluate(this.#parameters, step);
    meter.charge('evaluate', open.cost);
    const { loss, accuracy, gradient } = evaluation;
    if (!(loss <= objective.lossLimit)) throw new DivergedError(step, loss, objective.lossLimit);
    const evaluate = lap();
    const pending: PendingStep =
      mode === 'sync' || optimizer.submit === undefined
        ? { collect: () => optimizer.direction(evaluation, step) }
        : await optimizer.submit(evaluation, step);
    return {
      step,
      loss,
      accuracy,
      gradientNorm: norm(gradient),
      updatesBefore: this.#stepsDone,
      budgeted: budget && isBudgeted(step, { steps, every: budget.every }) ? evaluation : undefined,
      pending,
      wallMs: { evaluate, submit: lap() },
    };
  }

  async #budgetOf(
    evaluation: Evaluation | undefined,
    exchanges: readonly PlacedExchange[] | undefined,
  ): Promise<StepBudget | undefined> {
    const { budget } = this.plan;
    if (budget === undefined || evaluation?.factor === undefined || exchanges === undefined) return undefined;
    const { gradient, factor } = evaluation;
    return stepBudget({ gradient, factor, exchanges }, budget.known, budget.threads);
  }

  async #finishNext(open: OpenObjective, startPs: bigint): Promise<StepRecord> {
    const next = this.inFlight[0];
    if (next === undefined) throw new Error('no step is in flight');
    const { plan } = this;
    const { meter, objective } = plan;
    const { step, accuracy } = next;
    const parameters = this.#parameters;
    const staleness = this.#stepsDone - next.updatesBefore;
    const lap = stopwatch();

    const { direction, device, exchanges } = await next.pending.collect();
    const directionMs = next.wallMs.submit + lap();
    const budget = await this.#budgetOf(next.budgeted, exchanges);
    const budgetMs = lap();

    const learningRate = plan.learningRate * schedules[plan.schedule](step, plan.steps);
    for (let i = 0; i < parameters.length; i++) parameters[i]! -= learningRate * direction[i]!;
    meter.charge('update', { flops: 2 * parameters.length, bytes: 12 * parameters.length });
    this.inFlight.shift();
    this.#stepsDone = step;
    this.#virtualTimePs = meter.clock.nowPs - startPs;
    const updateMs = lap();

    const isDue = step % plan.evalEvery === 0 || step === plan.steps;
    const result = isDue ? await open.test(parameters) : undefined;
    if (result !== undefined && !Number.isFinite(result.testLoss)) {
      throw new DivergedError(step, result.testLoss, objective.lossLimit);
    }
    const host = meter.take();
    return {
      step,
      loss: next.loss,
      staleness,
      learningRate,
      gradientNorm: next.gradientNorm,
      ...(accuracy === undefined ? {} : { batchAccuracy: accuracy }),
      ...(result && { evaluation: result }),
      ...(parameters.length <= shownParameters && { parameters: Array.from(parameters) }),
      ...(device && { device }),
      ...(budget && { budget }),
      hostTimeS: host.timeS,
      hostTimeSByStage: host.timeSByStage,
      hostEnergyJ: host.energyJ,
      virtualTimeS: inSeconds(this.#virtualTimePs),
      wallMs: {
        evaluate: next.wallMs.evaluate,
        direction: directionMs,
        update: updateMs,
        ...(result && { test: lap() }),
        ...(budget && { budget: budgetMs }),
      },
    };
  }
}

function checkPlan({ steps, evalEvery, checkpointEvery, budget, mode, optimizer }: TrainingPlan): void {
  const depth = mode === 'sync' ? undefined : mode.depth;
  const budgetEvery = budget?.every;
  for (const [setting, value] of Object.entries({ steps, evalEvery, checkpointEvery, budgetEvery, depth })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw new RangeError(`${setting} must be a positive integer; found ${value}`);
    }
  }
  if (mode !== 'sync' && optimizer.submit === undefined) throw new NothingToOverlapError();
}

function norm(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}
