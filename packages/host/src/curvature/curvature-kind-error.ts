import type { CurvatureKind } from './curvature-kind.js';

/** A curvature that an objective does not have. */
export class CurvatureKindError extends RangeError {
  override readonly name = 'CurvatureKindError';

  /** @param objective with its article, as in 'a network' */
  constructor(
    objective: string,
    readonly found: CurvatureKind,
    readonly known: readonly CurvatureKind[],
  ) {
    super(`${objective} has no curvature '${found}': take --curvature ${known.join(' or ')}`);
  }
}
