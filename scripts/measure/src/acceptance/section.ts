import type { Result } from '../output/finish.js';

/** How far a section goes; what is absent is as the section has it. */
export interface Effort {
  /** Number of seeds, from 1. */
  readonly seeds?: number;
  readonly steps?: number;
}

/** A file of the repository, its path from the root. */
export interface WrittenFile {
  readonly path: string;
  readonly content: string;
}

/** What was measured, and the files of the repository that show it. */
export interface Measured extends Result {
  readonly files?: () => Promise<readonly WrittenFile[]>;
}

/** Long figures of one subject, measured and judged. */
export interface Section {
  readonly name: string;
  readonly description: string;
  measure(effort: Effort): Promise<Measured>;
}
