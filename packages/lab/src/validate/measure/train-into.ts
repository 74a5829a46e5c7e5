import type { StepBudget } from '@thermoloop/host';
import { join } from 'node:path';
import { InterruptedError } from '../../interrupted-error.js';
import { runTrain } from '../../train/run-train.js';
import type { Step } from '../../train/step-schema.js';
import type { Trainer } from './measure-trainings.js';
import { TrainingFailedError } from './training-failed-error.js';

/** Trains as `thermoloop train` does: each training leaves a run directory, in a folder named by its label. */
export function trainInto(folder: string, command: readonly string[]): Trainer {
  return async ({ plan, subject, label, signal, onStep }) => {
    const result = await runTrain(
      { plan, chip: subject.chip, out: join(folder, label), force: false, command, signal },
      onStep === undefined ? {} : { onStep: ({ step, loss }) => onStep(step, loss) },
    );
    const { status, error, steps } = result;
    if (status === 'interrupted') throw new InterruptedError('interrupted before there was a verdict');
    const isUnstable = status === 'failed' && error !== undefined && /\(UNSTABLE\)/.test(error.message);
    if (status === 'failed' && !isUnstable) {
      throw new TrainingFailedError(label, error?.message ?? 'for no reason that it told');
    }
    const budgets = steps.flatMap(({ budget }) => (budget === undefined ? [] : numbersOf(budget)));
    if (status === 'done') return { figures: result, budgets };
    const final = { trainLoss: null, testLoss: null, testAccuracy: null };
    return {
      figures: { ...result, final },
      budgets,
      diverged: error?.message.split('\n')[0] ?? 'diverged',
    };
  };
}

/** A budget out of a document, in which a number that is not finite is null. */
function numbersOf(budget: NonNullable<Step['budget']>): StepBudget {
  const number = (value: number | null): number => value ?? NaN;
  return {
    residual: number(budget.residual),
    cosine: number(budget.cosine),
    relativeError: number(budget.relativeError),
    explained: number(budget.explained),
    parts: budget.parts.map(({ cause, own, cross, share }) => ({
      cause,
      own: number(own),
      cross: number(cross),
      share: number(share),
    })),
    ranking: budget.ranking,
  };
}
