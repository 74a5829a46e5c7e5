/** A curvature without the definiteness that a solver needs: a loss that curves downwards somewhere. */
export class IndefiniteCurvatureError extends Error {
  override readonly name = 'IndefiniteCurvatureError';

  /**
   * @param what that is not positive definite, with its article
   * @param found what shows it
   */
  constructor(
    readonly what: string,
    readonly found: string,
    readonly remedy: string,
  ) {
    super(`${what} is not positive definite (${found}): ${remedy}`);
  }
}

/** F + λI as a solver met it. */
export function indefiniteSystem(damping: number, found: string): IndefiniteCurvatureError {
  return new IndefiniteCurvatureError(
    `the curvature with damping ${damping}`,
    found,
    'take a larger --damping',
  );
}
