/** Where a chip spec is wrong: the place in the file, what stands there and what should. */
export interface ChipSpecProblem {
  readonly file: string;
  /** from 1; absent where no file is to blame */
  readonly line?: number;
  /** 'adc.resolutionBits'; empty for the whole file */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

/** A chip spec that cannot be used. The message is one line, two with a remedy. */
export class ChipSpecError extends Error {
  override readonly name = 'ChipSpecError';
  readonly file: string;
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string | undefined;

  constructor({ file, line: lineNumber, path, found, expected, remedy }: ChipSpecProblem) {
    const start = lineNumber === undefined ? file : `${file}:${lineNumber}`;
    const place = path === '' ? start : `${start}: ${path}`;
    const line = `${place}: found ${found}, expected ${expected}`;
    super(remedy === undefined ? line : `${line}\n${remedy}`);
    this.file = file;
    this.path = path;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
  }
}
