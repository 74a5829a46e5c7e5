/** A person asked to stop before there was anything to keep. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(message = 'interrupted before the first step: nothing was written') {
    super(message);
  }
}
