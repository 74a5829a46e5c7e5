/** A value that no converter can hold: NaN, or an infinity where nothing saturates. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';
  /** Index of the first such value. */
  readonly index: number;

  constructor(values: ArrayLike<number>, what: string) {
    let index = 0;
    while (index < values.length && Number.isFinite(values[index])) index++;
    super(`${what} ${index}: found ${values[index]}, expected a finite value`);
    this.index = index;
  }
}
