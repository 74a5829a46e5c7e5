import type { StepBudget } from '@thermoloop/host';
import { InputError } from '../../input-error.js';
import type { TrainPlan } from '../../settings/resolve-train-config.js';
import type { Measured } from '../judge/measured.js';
import { budgetQuantities } from '../quantities/budget-quantities.js';
import { trainingQuantities } from '../quantities/training-quantities.js';
import type { Requirements } from '../requirements-file.js';
import { meanOf } from '../statistics/mean-interval.js';
import type { Subject } from './subject.js';
import { trainingPlan } from './training-plan.js';
import type { TrainingOrder, TrainingRun } from './training-run.js';

/** Trains once, in memory or into a directory. */
export type Trainer = (order: TrainingOrder) => Promise<TrainingRun>;

export interface TrainingsOrder {
  readonly requirements: Pick<Requirements, 'training' | 'place'>;
  readonly subject: Subject;
  readonly seeds: readonly number[];
  /** What the trainings are for, as a path: 'typical', 'instances/3'. */
  readonly label: string;
  /** Whether budgets of steps are needed. */
  readonly needsBudget: boolean;
  readonly signal: AbortSignal;
  readonly train: Trainer;
  readonly onTraining?: (label: string, plan: TrainPlan) => void;
  readonly onStep?: (step: number, loss: number, plan: TrainPlan) => void;
}

/** Trainings one after the other, in the order of the seeds. */
export async function measureTrainings(order: TrainingsOrder): Promise<TrainingRun[]> {
  const { requirements, subject, seeds, label, needsBudget, signal, train, onTraining, onStep } = order;
  const runs: TrainingRun[] = [];
  for (const seed of seeds) {
    const plan = trainingPlan(requirements, subject, seed, needsBudget);
    onTraining?.(`${label}/seed-${seed}`, plan);
    runs.push(
      await train({
        plan,
        subject,
        label: `${label}/seed-${seed}`,
        signal,
        ...(onStep && { onStep: (step, loss) => onStep(step, loss, plan) }),
      }),
    );
  }
  return runs;
}

/**
 * One figure of each training.
 * @throws InputError where a training came to its end and has no such figure
 */
export function sampled(name: string, runs: readonly TrainingRun[]): Measured {
  const ofTraining = trainingQuantities.find((quantity) => quantity.name === name);
  const ofBudget = budgetQuantities.find((quantity) => quantity.name === name);
  const values = runs.map((run) => {
    const value =
      ofTraining === undefined
        ? meanOverBudgets(run.budgets, (budget) => ofBudget?.of(budget))
        : ofTraining.of(run.figures);
    if (value === null && run.diverged === undefined) throw noSuchFigure(name);
    return value ?? NaN;
  });
  return { kind: 'samples', values };
}

function meanOverBudgets(
  budgets: readonly StepBudget[],
  of: (budget: StepBudget) => number | undefined,
): number | null {
  const values = budgets.flatMap((budget) => of(budget) ?? []);
  return values.length === 0 ? null : meanOf(values);
}

function noSuchFigure(name: string): InputError {
  return new InputError({
    place: name,
    found: 'a training that has none',
    expected: 'something that this training can measure',
    remedy: name.startsWith('test.accuracy')
      ? 'Take a workload that classifies.'
      : 'Take an optimizer that uses the device.',
  });
}
