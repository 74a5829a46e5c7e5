/** A value that no code can stand for. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';

  /** @param index of the first such value, where it is known */
  constructor(
    readonly array: string,
    readonly index?: number,
  ) {
    const place = index === undefined ? '' : ` at index ${index}`;
    super(
      `${array} holds NaN${place}: nothing was sent to the device. A smaller step or more damping keeps the loss finite.`,
    );
  }
}
