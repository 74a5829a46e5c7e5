import { progress } from '../../output/progress.js';
import type { Requirement } from '../../output/requirement.js';
import type { Section } from '../section.js';
import type { BudgetFigures, PlantedOutcome } from './budget-figures.js';
import { budgetText } from './budget-text.js';
import { plantedBudget } from './planted-budget.js';
import { plantedFaults, type PlantedFault } from './planted-fault.js';
import { trainingBudgets, type TrainingBudget } from './training-budgets.js';

const plantedSeeds = 20;
const allSteps = 60;
const every = 10;
const chips = ['reference', 'low-precision'];

/** The one-step budget: whether its parts explain the error, and whether a planted fault ranks first. */
export const budget: Section = {
  name: 'budget',
  description: 'the one-step budget: parts of the error on mnist-cnn, and planted faults ranked first',
  measure: async ({ seeds = plantedSeeds, steps = allSteps }) => {
    const budgets: TrainingBudget[] = [];
    for (const chip of chips) {
      for (let seed = 1; seed <= Math.min(seeds, 2); seed++) {
        progress(`mnist-cnn on ${chip}, seed ${seed}`);
        budgets.push(...(await trainingBudgets(chip, seed, { steps, every })));
      }
    }
    const planted: PlantedOutcome[] = [];
    for (const fault of plantedFaults) {
      progress(`planted: ${fault.how}`);
      planted.push(await outcomeOf(fault, seeds));
    }
    const figures: BudgetFigures = { steps, budgets, planted };
    const requirements = required(figures);
    return { document: figures, text: budgetText(figures, requirements), requirements };
  },
};

async function outcomeOf(fault: PlantedFault, seeds: number): Promise<PlantedOutcome> {
  let first = 0;
  const own: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { ranking, parts } = await plantedBudget(fault, seed);
    if (ranking[0] === fault.cause) first++;
    own.push(parts.find(({ cause }) => cause === fault.cause)!.own);
  }
  return { fault, seeds, first, own: [Math.min(...own), Math.max(...own)] };
}

function required({ budgets, planted }: BudgetFigures): Requirement[] {
  const explained = chips.map((chip) => {
    const off = budgets
      .filter((each) => each.chip === chip)
      .map(({ budget: { explained } }) => Math.abs(explained - 1));
    return {
      name: `chips/${chip}: largest |explained − 1| over its budgets`,
      value: Math.max(...off),
      relation: '<=' as const,
      limit: 0.1,
    };
  });
  return [
    ...explained,
    ...planted.map(({ fault, first, seeds }) => ({
      name: `${fault.cause} ranks first: ${fault.how}`,
      value: first,
      relation: '>=' as const,
      limit: seeds,
    })),
  ];
}
