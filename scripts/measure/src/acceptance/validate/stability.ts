import type { ComparisonResult, ValidateResult } from '@thermoloop/lab';

/** A comparison in each of several validations that differ by their seeds alone. */
export interface Stability {
  readonly text: string;
  readonly verdicts: readonly ComparisonResult['verdict'][];
  /** Whether all that decided agree. */
  readonly isStable: boolean;
}

/**
 * Compares the verdicts of validations: those whose interval straddles the limit (undecided) may be anything, the others
 * have to agree.
 */
export function stabilityOf(results: readonly ValidateResult[]): Stability[] {
  const comparisons = results.map(({ corners }) =>
    corners.flatMap((corner) =>
      corner.requirements.flatMap((requirement) =>
        requirement.comparisons.map((comparison) => ({
          text: corners.length === 1 ? comparison.text : `${comparison.text} (${corner.corner})`,
          verdict: comparison.verdict,
        })),
      ),
    ),
  );
  return (comparisons[0] ?? []).map(({ text }, i) => {
    const verdicts = comparisons.map((each) => each[i]!.verdict);
    const decided = new Set(verdicts.filter((verdict) => verdict !== 'undecided'));
    return { text, verdicts, isStable: decided.size <= 1 };
  });
}
