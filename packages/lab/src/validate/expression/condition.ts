import type { Amount } from './amount.js';

export type Relation = '<' | '<=' | '>' | '>=';

/** One side of a comparison. */
export interface Term {
  /** As it is printed. */
  readonly text: string;
  /** Names of the measured quantities in it. */
  readonly quantities: readonly string[];
  /** What it comes to where each quantity in it has the amount that `scope` gives. */
  amount(scope: (quantity: string) => Amount): Amount;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly text: string;
  readonly left: Term;
  readonly relation: Relation;
  readonly right: Term;
  /** In which both sides are told: that of the limit as it is written. '%' for a plain number written in percent. */
  readonly unit: string;
}

/** What is required: comparisons, joined by and, or, not. */
export type Condition =
  | Comparison
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** The comparisons of a condition, in the order in which they are written. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'comparison':
      return [condition];
    case 'not':
      return comparisonsOf(condition.part);
    case 'all':
    case 'any':
      return condition.parts.flatMap(comparisonsOf);
  }
}

/** Names of the quantities that a condition rests on, each once. */
export function quantitiesOf(condition: Condition): readonly string[] {
  const terms = comparisonsOf(condition).flatMap(({ left, right }) => [left, right]);
  return [...new Set(terms.flatMap(({ quantities }) => quantities))];
}
