import { planTraining, type TrainPlan } from '../../settings/resolve-train-config.js';
import type { TrainSettingValues } from '../../settings/train-settings.js';
import type { Requirements } from '../requirements-file.js';
import type { Subject } from './subject.js';

/** Budgets that a training is asked for, spread evenly over its steps. */
const budgetsOfTraining = 5;

/**
 * The training of a requirements file at one seed. The test set is evaluated at the end only, unless the file says.
 * @throws InputError for the first setting that is wrong
 */
export function trainingPlan(
  { training, place }: Pick<Requirements, 'training' | 'place'>,
  { chip, device }: Subject,
  seed: number,
  needsBudget: boolean,
): TrainPlan {
  const asked: TrainSettingValues = {
    ...training,
    ...(device === undefined ? { chip: chip.name } : { device }),
    seed,
  };
  const plan = planTraining(asked, place);
  const { steps } = plan.config;
  return planTraining(
    {
      ...asked,
      evalEvery: training.evalEvery ?? steps,
      ...(needsBudget ? { budgetEvery: training.budgetEvery ?? Math.ceil(steps / budgetsOfTraining) } : {}),
    },
    place,
  );
}
