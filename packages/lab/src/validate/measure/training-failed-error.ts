/** A training of a validation failed for another reason than that it diverged. */
export class TrainingFailedError extends Error {
  override readonly name = 'TrainingFailedError';

  constructor(label: string, reason: string) {
    super(`training ${label}: ${reason}`);
  }
}
