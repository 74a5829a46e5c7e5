/** What is wrong with the text of a requirement. The message is for the reader of the code; errors for people name the file. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';

  constructor(
    readonly found: string,
    readonly expected: string,
    readonly remedy?: string,
  ) {
    super(`found ${found}, expected ${expected}`);
  }
}
