/** Where something that a person wrote is wrong, what stands there, and what should. */
export interface InputProblem {
  /** A flag, or a file with the path inside it. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  /** What to do about it; becomes the second line. */
  readonly remedy?: string;
}

/** Bad usage or bad input (exit status 2). The message is one line, two with a remedy. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly place: string;

  constructor(problem: InputProblem) {
    const line = `${problem.place}: found ${problem.found}, expected ${problem.expected}`;
    super(problem.remedy === undefined ? line : `${line}\n${problem.remedy}`);
    this.place = problem.place;
  }
}

/** A value as it stands in an error line: quoted, on one line, at most 60 characters. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
