/** A matrix that had to be positive definite is not: the pivot at `index` is `pivot`. */
export class NotPositiveDefiniteError extends Error {
  override readonly name = 'NotPositiveDefiniteError';
  constructor(
    readonly index: number,
    readonly pivot: number,
  ) {
    super(`the matrix is not positive definite: pivot ${index} is ${pivot}, must be above 0`);
  }
}

/** An iteration did not reach its accuracy. */
export class NoConvergenceError extends Error {
  override readonly name = 'NoConvergenceError';
}
