/** A mode of the programmed system grows, at `rate` in 1/τ: minus the lowest eigenvalue of A. */
export class UnstableError extends Error {
  override readonly name = 'UnstableError';
  readonly rate: number;

  constructor(rate: number) {
    super(
      `a mode of the programmed system grows at ${rate} per time constant; raise the leak by more than that`,
    );
    this.rate = rate;
  }
}
