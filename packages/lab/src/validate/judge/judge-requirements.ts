import { comparisonsOf } from '../expression/condition.js';
import type { Measurement } from '../measure/measure.js';
import { quantityNamed } from '../quantities/known-quantities.js';
import type { Requirement } from '../requirements-file.js';
import { judgeComparison, type Evidence, type JudgedComparison } from './judge-comparison.js';
import { verdictOf, type Judged } from './verdict.js';

export interface JudgedRequirement extends Judged {
  readonly requirement: Requirement;
  readonly comparisons: readonly JudgedComparison[];
}

/** Judges requirements by what was measured. @param falseAlarm 1 − the confidence of the intervals */
export function judgeRequirements(
  requirements: readonly Requirement[],
  { measured, missing }: Measurement,
  falseAlarm: number,
): JudgedRequirement[] {
  const evidence: Evidence = {
    measured: (name) => {
      const found = measured.get(name);
      if (found === undefined) throw new RangeError(`${name} was not measured`);
      return found;
    },
    unitOf: (name) => quantityNamed(name).unit,
    missing,
    falseAlarm,
  };
  return requirements.map((requirement) => {
    const { condition } = requirement;
    const judged = new Map(
      comparisonsOf(condition).map((comparison) => [comparison, judgeComparison(comparison, evidence)]),
    );
    const verdict = verdictOf(condition, (comparison) => judged.get(comparison)!);
    return { requirement, comparisons: [...judged.values()], ...verdict };
  });
}
