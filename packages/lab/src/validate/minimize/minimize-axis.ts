import type { Finding } from '../../characterize/figure.js';
import { describeFailure } from '../../failures.js';
import { comparisonsOf } from '../expression/condition.js';
import { judgeRequirements, type JudgedRequirement } from '../judge/judge-requirements.js';
import { together } from '../judge/verdict.js';
import { benchFindings, measure } from '../measure/measure.js';
import type { TrainingRun } from '../measure/training-run.js';
import { quantityNamed } from '../quantities/known-quantities.js';
import { variedSubject } from '../vary/changed-subject.js';
import type { VariationOrder } from '../yield/measure-yield.js';
import { axisOf, type Axis } from './axis.js';
import { findCheapest, type Candidate, type Untried } from './find-cheapest.js';
import type { Minimum } from './minimum-result.js';

/** Probability, at most, that a value is judged wrongly, over all values on trial. */
const errorRate = 0.05;
const fewestSeeds = 3;
const mostSeeds = 8;

/**
 * The cheapest value of one parameter with which the chip meets all requirements.
 * @throws InputError for a parameter that is none; DeviceError, InterruptedError
 */
export async function minimizeAxis(order: VariationOrder, asked: string): Promise<Minimum> {
  const axis = axisOf(asked, order.subject.chip);
  const isTrained = order.names.some((name) => isSampled(quantityNamed(name).measuredBy));
  const { cheapest, fails, trials } = await findCheapest({
    values: axis.values,
    try: (value) => Promise.resolve(candidate(order, axis, value)),
    errorRate,
    intervals: order.all.reduce((sum, { condition }) => sum + comparisonsOf(condition).length, 0),
    fewestSeeds: isTrained ? fewestSeeds : 1,
    mostSeeds: isTrained ? mostSeeds : 1,
  });
  return {
    path: axis.path,
    unit: axis.unit,
    given: axis.given,
    cheapest: cheapest ?? null,
    fails: fails ?? null,
    errorRate,
    isDecided: trials.every(({ decided }) => decided),
    tried: [...trials],
  };
}

const isSampled = (measuredBy: string): boolean => measuredBy === 'training' || measuredBy === 'budget';

/** A chip with this value. What was trained for one look is kept for the next. */
function candidate(order: VariationOrder, axis: Axis, value: number): Candidate | Untried {
  const label = `minimize/${axis.path}=${value}`;
  let subject;
  try {
    subject = value === axis.given ? order.subject : variedSubject(order.subject, axis.changes(value));
  } catch (error) {
    return { reason: inputReason(error) };
  }
  const runs = new Map<string, Promise<TrainingRun>>();
  let findings: Promise<readonly Finding[]> | undefined;
  return {
    judge: async (count, falseAlarm) => {
      try {
        const measurement = await measure({
          ...order,
          subject,
          label,
          falseAlarm,
          seeds: seedsUpTo(order.seeds, count),
          findings: () => (findings ??= benchFindings({ ...order, subject })),
          train: (training) => {
            const run = runs.get(training.label) ?? order.train(training);
            runs.set(training.label, run);
            return run;
          },
        });
        const judged = judgeRequirements(order.all, measurement, falseAlarm);
        return { ...together(judged), closest: closestOf(judged) };
      } catch (error) {
        // A chip with too little of something cannot be trained through at all.
        return { verdict: 'not met', isMet: false, closest: inputReason(error) };
      }
    },
  };
}

/** @throws what was thrown, if it is not that such a chip cannot do what is asked of it */
function inputReason(error: unknown): string {
  const { kind, message } = describeFailure(error);
  if (kind !== 'input') throw error;
  return message.split('\n')[0]!;
}

function seedsUpTo(seeds: readonly number[], count: number): number[] {
  const all = [...seeds];
  for (let next = Math.max(...seeds) + 1; all.length < count; next++) all.push(next);
  return all.slice(0, count);
}

/** The requirement of the smallest margin, in parts of its limit. */
function closestOf(judged: readonly JudgedRequirement[]): string | null {
  const margins = judged.flatMap(({ requirement, comparisons }) =>
    comparisons.map(({ marginShare, margin }) => ({
      name: requirement.name,
      share: margin === null ? -Infinity : (marginShare ?? margin),
    })),
  );
  return margins.reduce((least, each) => (each.share < least.share ? each : least)).name;
}
