/** An array of codes that no arithmetic can use, for the value of one of them. */
export class UnusableCodesError extends Error {
  override readonly name = 'UnusableCodesError';

  constructor(
    readonly array: 'couplings' | 'blocks' | 'drive' | 'start',
    readonly value: number,
    /** the largest magnitude that would do */
    readonly limit: number,
  ) {
    super(`a code of the ${array} is ${value}; expected at most ${limit} by magnitude`);
  }
}

/** The largest finite code of kind FLOAT32. */
export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;
