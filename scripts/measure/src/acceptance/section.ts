import type { Result } from '../output/finish.js';

/** How far a section goes; what is absent is as the section has it. */
export interface Effort {
  /** Number of seeds, from 1. */
  readonly seeds?: number;
  readonly steps?: number;
}

/** Long figures of one subject, measured and judged. */
export interface Section {
  readonly name: string;
  readonly description: string;
  measure(effort: Effort): Promise<Result>;
}
