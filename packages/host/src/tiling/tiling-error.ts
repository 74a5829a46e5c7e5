/** What a model in tiles cannot have. */
export class TilingError extends Error {
  override readonly name = 'TilingError';

  /** @param remedy a sentence */
  constructor(
    found: string,
    readonly remedy: string,
  ) {
    super(`${found}\n${remedy}`);
  }
}
