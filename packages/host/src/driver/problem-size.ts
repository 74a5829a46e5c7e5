import { ProblemTooLargeError } from './errors.js';

/** What a problem takes up on a device. */
export interface ProblemSize {
  readonly cells: number;
  readonly rows: number;
  /** Side of the blocks of S; absent where S = I. */
  readonly blockSize?: number;
  readonly reads: number;
}

/** What the capability record says about sizes. */
export interface ChipSize {
  readonly cells: number;
  readonly rows: number;
  /** 0: S = I only. */
  readonly blockSize: number;
  readonly maximumReads: number;
}

/**
 * Checks a problem against a chip, so that a run can be refused before its first step.
 * @throws ProblemTooLargeError with value, limit and remedy
 */
export function checkProblemSize(problem: ProblemSize, chip: ChipSize): void {
  if (problem.cells > chip.cells) {
    throw new ProblemTooLargeError(
      'cells',
      problem.cells,
      chip.cells,
      `take a larger chip (--chip) or a smaller network (--hidden)`,
    );
  }
  const blockSize = problem.blockSize ?? 0;
  if (blockSize > chip.blockSize) {
    throw new ProblemTooLargeError(
      'block size',
      blockSize,
      chip.blockSize,
      `take a chip with larger blocks, or --curvature empirical-fisher, which needs none`,
    );
  }
  if (problem.rows > chip.rows) {
    throw new ProblemTooLargeError(
      'rows',
      problem.rows,
      chip.rows,
      `take a smaller --batch, --curvature empirical-fisher (one row an example), or a larger chip (--chip)`,
    );
  }
  if (problem.reads > chip.maximumReads) {
    throw new ProblemTooLargeError('reads', problem.reads, chip.maximumReads, `take fewer --reads`);
  }
}
