/** The fastest mode of the programmed system is too fast for the time step of the integrator. */
export class StepTooLargeError extends Error {
  override readonly name = 'StepTooLargeError';

  constructor(
    /** its rate times the step */
    readonly rateTimesStep: number,
    /** what the integrator follows */
    readonly limit: number,
  ) {
    super(
      `the fastest mode changes by ${rateTimesStep} of itself in a time step; expected less than ${limit}: shorten stepTau`,
    );
  }
}
