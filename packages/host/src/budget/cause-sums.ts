import type { BudgetCause } from './step-budget-result.js';

/** Causes and what each adds to the solution [N]; absent for one that adds nothing. */
export type CauseVectors = Partial<Record<BudgetCause, Float64Array>>;

interface Sums {
  own: number;
  cross: number;
}

/** Squared norms of what the causes add, and their cross terms, over the pieces of a solution. */
export class CauseSums {
  readonly #sums = new Map<BudgetCause, Sums>();

  /**
   * Adds a piece.
   * @param reassigned of a cause, the part of its squared norm and cross terms that is another's
   */
  addVectors(
    vectors: CauseVectors,
    reassigned: Partial<Record<BudgetCause, { readonly to: BudgetCause; readonly part: number }>> = {},
  ): void {
    const causes = Object.keys(vectors) as BudgetCause[];
    for (const cause of causes) {
      const vector = vectors[cause]!;
      const own = dot(vector, vector);
      const cross = causes.reduce(
        (sum, other) => (other === cause ? sum : sum + dot(vector, vectors[other]!)),
        0,
      );
      const { to, part } = reassigned[cause] ?? { to: cause, part: 0 };
      this.add(cause, (1 - part) * own, (1 - part) * cross);
      this.add(to, part * own, part * cross);
    }
  }

  add(cause: BudgetCause, own: number, cross: number): void {
    const sums = this.#sums.get(cause) ?? { own: 0, cross: 0 };
    this.#sums.set(cause, { own: sums.own + own, cross: sums.cross + cross });
  }

  of(cause: BudgetCause): Readonly<Sums> {
    return this.#sums.get(cause) ?? { own: 0, cross: 0 };
  }

  /** Of the sum of everything. */
  get squaredNorm(): number {
    return [...this.#sums.values()].reduce((sum, { own, cross }) => sum + own + cross, 0);
  }
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a − b. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, i) => value - b[i]!);
}
