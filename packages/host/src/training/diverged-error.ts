/** Training left the range in which going on makes sense. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';

  /** @param step counts from 1 */
  constructor(
    readonly step: number,
    readonly loss: number,
    readonly lossLimit: number,
  ) {
    const what = Number.isFinite(loss)
      ? `the loss is ${loss.toPrecision(4)}, above ${lossLimit}`
      : `the loss is ${loss}`;
    super(`diverged at step ${step}: ${what}; a smaller learning rate or more damping may help`);
  }
}
