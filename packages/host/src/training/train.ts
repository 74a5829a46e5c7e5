import { inSeconds } from '@thermoloop/sim-kernel';
import type { HostMeter } from '../cost/host-meter.js';
import { stopwatch } from '../cost/stopwatch.js';
import { compileBatchProgram } from '../curvature/batch-program.js';
import type { CurvatureKind } from '../curvature/curvature-kind.js';
import type { Dataset } from '../data/dataset.js';
import { MiniBatches } from '../data/mini-batches.js';
import { pixelTable, type NormalisationKind } from '../data/normalisation.js';
import type { Loss } from '../losses/loss.js';
import { initialParameters } from '../model/initial-parameters.js';
import type { Model } from '../model/model.js';
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.js';
import { DivergedError } from './diverged-error.js';
import { schedules, type ScheduleName } from './schedules.js';
import type { StepRecord } from './step-record.js';
import { compileTestProgram } from './test-program.js';

/** A mini-batch loss above this counts as diverged; untrained networks are at ln(classes). */
export const lossLimit = 1e3;

/** Everything that determines a training run. */
export interface TrainingPlan {
  readonly model: Model;
  readonly loss: Loss;
  readonly dataset: Dataset;
  readonly normalisation: NormalisationKind;
  readonly optimizer: Optimizer;
  /** Used if the optimizer needs curvature. */
  readonly curvature: CurvatureKind;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly evalEvery: number;
  readonly seed: number;
  readonly threads: number;
  /** Host time goes here; its clock is the one that the device driver moves too. */
  readonly meter: HostMeter;
  /** Goes on from here instead of step 0. */
  readonly from?: TrainingSnapshot;
}

/** What a run needs to go on after `step`. */
export interface TrainingSnapshot {
  /** Steps done. */
  readonly step: number;
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerState;
}

/** A run: iterate it once; a step is computed when it is asked for. */
export interface Training extends AsyncIterable<StepRecord> {
  /** State after the last step that was yielded. */
  snapshot(): TrainingSnapshot;
}

/**
 * Trains: θ ← θ − ηₖ·dₖ with the optimizer's direction dₖ. Throws DivergedError at the step whose mini-batch
 * or test loss is not finite or whose mini-batch loss is above `lossLimit`. The caller closes the optimizer.
 */
export function train(plan: TrainingPlan): Training {
  const { optimizer, model, from } = plan;
  for (const setting of ['steps', 'batch', 'evalEvery'] as const)
    requirePositiveInteger(setting, plan[setting]);
  const parameters = from === undefined ? initialParameters(model, plan.seed) : from.parameters.slice();
  if (parameters.length !== model.parameterCount) {
    throw new RangeError(
      `the snapshot has ${parameters.length} parameters, the model ${model.parameterCount}`,
    );
  }
  if (from !== undefined) optimizer.restore?.(from.optimizer);
  let stepsDone = from?.step ?? 0;
  return {
    [Symbol.asyncIterator]: () =>
      steps(plan, parameters, stepsDone + 1, (step) => {
        stepsDone = step;
      }),
    snapshot: () => ({
      step: stepsDone,
      parameters: parameters.slice(),
      optimizer: optimizer.snapshot?.() ?? {},
    }),
  };
}

async function* steps(
  plan: TrainingPlan,
  parameters: Float32Array,
  firstStep: number,
  onDone: (step: number) => void,
): AsyncGenerator<StepRecord, void, undefined> {
  const { model, loss, dataset, optimizer, meter, threads } = plan;
  const table = pixelTable(plan.normalisation, dataset.train);
  const batches = new MiniBatches(dataset, plan.batch, plan.seed, table);
  const kind = optimizer.needs === 'curvature' ? plan.curvature : 'gradient';
  const program = await compileBatchProgram(model, loss, kind, plan.batch, threads);
  const test = await compileTestProgram(model, loss, dataset, table, threads);
  const startPs = meter.clock.nowPs;
  try {
    for (let step = firstStep; step <= plan.steps; step++) {
      const lap = stopwatch();
      const batch = batches.at(step - 1);
      const batchMs = lap();

      const evaluation = await program.evaluate(parameters, batch);
      meter.charge('evaluate', program.cost);
      if (!(evaluation.loss <= lossLimit)) throw new DivergedError(step, evaluation.loss, lossLimit);
      const evaluateMs = lap();

      const { direction, device } = await optimizer.direction(evaluation, step);
      const directionMs = lap();

      const learningRate = plan.learningRate * schedules[plan.schedule](step, plan.steps);
      for (let i = 0; i < parameters.length; i++) parameters[i]! -= learningRate * direction[i]!;
      meter.charge('update', { flops: 2 * parameters.length, bytes: 12 * parameters.length });
      const updateMs = lap();

      const due = step % plan.evalEvery === 0 || step === plan.steps;
      const result = due ? await test.evaluate(parameters) : undefined;
      if (result !== undefined && !Number.isFinite(result.testLoss)) {
        throw new DivergedError(step, result.testLoss, lossLimit);
      }
      const host = meter.take();
      onDone(step);
      yield {
        step,
        loss: evaluation.loss,
        learningRate,
        gradientNorm: norm(evaluation.gradient),
        batchAccuracy: evaluation.correct / plan.batch,
        ...(result && { evaluation: result }),
        ...(device && { device }),
        hostTimeS: host.timeS,
        hostTimeSByStage: host.timeSByStage,
        hostEnergyJ: host.energyJ,
        virtualTimeS: inSeconds(meter.clock.nowPs - startPs),
        wallMs: {
          batch: batchMs,
          evaluate: evaluateMs,
          direction: directionMs,
          update: updateMs,
          ...(result && { test: lap() }),
        },
      };
    }
  } finally {
    await program.release();
    await test.release();
  }
}

function requirePositiveInteger(setting: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${setting} must be a positive integer; found ${value}`);
  }
}

function norm(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}
