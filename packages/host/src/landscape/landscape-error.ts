/** The settings of a landscape. */
export type LandscapeSetting = 'expression' | 'constants' | 'startAt';

/** A landscape that cannot be used: which setting, what stands there and what should. */
export class LandscapeError extends RangeError {
  override readonly name = 'LandscapeError';

  constructor(
    readonly setting: LandscapeSetting,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`${setting}: found ${found}, expected ${expected}`);
  }
}
