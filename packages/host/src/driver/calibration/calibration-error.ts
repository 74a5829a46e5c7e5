/** A calibration that is not of this device. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError';

  /** @param kind of converter @param found how many it is for @param expected how many the device has */
  constructor(
    readonly kind: string,
    readonly found: number,
    readonly expected: number,
  ) {
    super(
      `the calibration is for ${found} ${kind} converters; the device has ${expected}: take the one that was measured on it`,
    );
  }
}
