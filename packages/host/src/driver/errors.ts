/** A problem that the device has no room for. */
export class ProblemTooLargeError extends Error {
  override readonly name = 'ProblemTooLargeError';

  constructor(
    readonly quantity: 'cells' | 'rows' | 'block size' | 'reads',
    readonly value: number,
    readonly limit: number,
    readonly remedy: string,
  ) {
    super(
      `the problem needs ${quantity === 'reads' ? '' : 'a '}${quantity} of ${value}; the chip has ${limit}: ${remedy}`,
    );
  }
}

/** A request that this chip's controls cannot meet, as found before anything was sent. */
export class OutOfRangeError extends Error {
  override readonly name = 'OutOfRangeError';

  constructor(
    readonly quantity: string,
    readonly value: number,
    readonly limit: string,
    readonly remedy: string,
  ) {
    super(`${quantity} of ${value} cannot be set on this chip (${limit}): ${remedy}`);
  }
}

/** Something was asked for that this chip does not have. */
export class NotSupportedError extends Error {
  override readonly name = 'NotSupportedError';

  constructor(
    readonly feature: string,
    readonly value: number,
    readonly remedy: string,
  ) {
    super(`${feature} (${value}) cannot be had on this chip: ${remedy}, or take another --chip`);
  }
}

/** A temperature was asked of a chip whose noise cannot be set. */
export class NoNoiseControlError extends Error {
  override readonly name = 'NoNoiseControlError';

  constructor(
    readonly temperature: number,
    readonly noiseV2: number,
  ) {
    super(
      `temperature ${temperature} was asked for, but this chip has no noise control (κ_d is ${noiseV2} V²): ` +
        `leave --temperature out, or take a chip whose noise is controlled`,
    );
  }
}

/** A start state that this chip or this session does not have. */
export class StartStateError extends Error {
  override readonly name = 'StartStateError';

  constructor(
    readonly start: string,
    reason: string,
  ) {
    super(`start state '${start}' cannot be used: ${reason}`);
  }
}
