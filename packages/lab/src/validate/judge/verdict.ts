import type { Condition, Comparison } from '../expression/condition.js';

/** undecided: the limit lies inside the interval. */
export type Verdict = 'met' | 'not met' | 'undecided';

/** A verdict, and what the values themselves say where the interval does not decide. */
export interface Judged {
  readonly verdict: Verdict;
  readonly isMet: boolean;
}

/** The verdict on a condition from those on its comparisons, by the rules of three-valued logic. */
export function verdictOf(condition: Condition, of: (comparison: Comparison) => Judged): Judged {
  switch (condition.kind) {
    case 'comparison':
      return of(condition);
    case 'not':
      return opposite(verdictOf(condition.part, of));
    case 'all':
      return together(condition.parts.map((part) => verdictOf(part, of)));
    case 'any':
      return opposite(together(condition.parts.map((part) => opposite(verdictOf(part, of)))));
  }
}

export function together(parts: readonly Judged[]): Judged {
  const has = (verdict: Verdict): boolean => parts.some((part) => part.verdict === verdict);
  return {
    verdict: has('not met') ? 'not met' : has('undecided') ? 'undecided' : 'met',
    isMet: parts.every(({ isMet }) => isMet),
  };
}

const opposites: Readonly<Record<Verdict, Verdict>> = {
  met: 'not met',
  'not met': 'met',
  undecided: 'undecided',
};

function opposite({ verdict, isMet }: Judged): Judged {
  return { verdict: opposites[verdict], isMet: !isMet };
}
