import { budgetCauses, type BudgetCause, type StepBudget } from '@thermoloop/host';
import { describeFailure } from '../../failures.js';
import type { TrainConfig } from '../../settings/resolve-train-config.js';
import { measureTrainings, sampled } from '../measure/measure-trainings.js';
import { trainingPlan } from '../measure/training-plan.js';
import type { TrainingRun } from '../measure/training-run.js';
import { quantityNamed } from '../quantities/known-quantities.js';
import { meanInterval, meanOf } from '../statistics/mean-interval.js';
import { variedSubject } from '../vary/changed-subject.js';
import { withoutCause } from '../vary/without-cause.js';
import type { VariationOrder } from '../yield/measure-yield.js';
import type { BudgetResult } from './budget-result.js';

/** How many of the largest causes are switched off. */
const causesRetrained = 3;
/** What a training is compared by, besides what the requirements name. */
const alwaysCompared = ['train.loss', 'test.accuracy', 'solution.error'];

/**
 * What limits a chip: the budgets of its steps, and trainings with the same seeds (the same mini-batches, first
 * parameters and draws of noise) in which one of the largest causes of errors at a time is switched off.
 * @param runs the trainings of the chip as it is, with budgets; trained if empty
 */
export async function measureBudget(
  order: VariationOrder,
  runs: readonly TrainingRun[],
): Promise<BudgetResult> {
  const { corner, seeds, falseAlarm, names, subject } = order;
  const base = runs.length > 0 ? runs : await measureTrainings({ ...order, needsBudget: true });
  const budgets = base.flatMap((run) => run.budgets);
  const parts = partsOf(budgets);
  const compared = [...new Set([...alwaysCompared, ...names])].filter((name) => isCompared(name, base));
  const retrained: BudgetResult['retrained'] = [];
  const { config } = trainingPlan(order.requirements, subject, seeds[0]!, true);
  for (const { cause } of parts) {
    if (retrained.filter(({ reason }) => reason === null).length === causesRetrained) break;
    retrained.push(await retrainedWithout(cause, order, config, base, compared, falseAlarm));
  }
  return {
    corner,
    seeds: [...seeds],
    confidence: 1 - falseAlarm,
    steps: budgets.length,
    relativeError: rootMeanSquare(budgets.map(({ relativeError }) => relativeError)),
    parts,
    retrained,
  };
}

/** Means over steps, the largest first; what has no part is left out. */
function partsOf(budgets: readonly StepBudget[]): { cause: BudgetCause; own: number; share: number }[] {
  return budgetCauses
    .map((cause) => {
      const ofCause = budgets.flatMap(({ parts }) => parts.filter((part) => part.cause === cause));
      return {
        cause,
        own: meanOf(ofCause.map(({ own }) => own)),
        share: meanOf(ofCause.map(({ share }) => share)),
      };
    })
    .filter(({ own }) => own > 0)
    .sort((a, b) => b.own - a.own);
}

function rootMeanSquare(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.sqrt(meanOf(values.map((value) => value ** 2)));
}

/** Whether these trainings have such a figure. */
function isCompared(name: string, runs: readonly TrainingRun[]): boolean {
  const { measuredBy } = quantityNamed(name);
  if (measuredBy !== 'training' && measuredBy !== 'budget') return false;
  return valuesOf(name, runs).some(Number.isFinite);
}

function valuesOf(name: string, runs: readonly TrainingRun[]): readonly number[] {
  try {
    const measured = sampled(name, runs);
    return measured.kind === 'samples' ? measured.values : [];
  } catch {
    return [];
  }
}

async function retrainedWithout(
  cause: BudgetCause,
  order: VariationOrder,
  config: TrainConfig,
  base: readonly TrainingRun[],
  compared: readonly string[],
  falseAlarm: number,
): Promise<BudgetResult['retrained'][number]> {
  const none = { cause, changes: [], differences: [] };
  const { subject, requirements } = order;
  if (subject.device !== undefined) return { ...none, reason: 'the device at the URL is what it is' };
  const change = withoutCause(cause, subject.chip, config);
  if ('reason' in change) return { ...none, reason: change.reason };
  try {
    const runs = await measureTrainings({
      ...order,
      requirements: { ...requirements, training: { ...requirements.training, ...change.training } },
      subject: variedSubject(subject, change.chip),
      label: `without/${cause}`,
      needsBudget: true,
    });
    const differences = compared.map((name) => ({
      name,
      unit: quantityNamed(name).unit,
      ...differenceOf(valuesOf(name, base), valuesOf(name, runs), falseAlarm),
    }));
    return { cause, changes: [...change.told], reason: null, differences };
  } catch (error) {
    const { kind, message } = describeFailure(error);
    if (kind !== 'input') throw error;
    return { ...none, changes: [...change.told], reason: message.split('\n')[0]! };
  }
}

/** Of pairs of the same seed. */
function differenceOf(
  before: readonly number[],
  after: readonly number[],
  falseAlarm: number,
): { difference: number | null; interval: [number, number] | null } {
  const differences = before.map((value, i) => (after[i] ?? NaN) - value);
  const difference = meanOf(differences);
  if (!Number.isFinite(difference)) return { difference: null, interval: null };
  const interval = meanInterval(differences, falseAlarm);
  return { difference, interval: interval === undefined ? null : [interval[0], interval[1]] };
}
