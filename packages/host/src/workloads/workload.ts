import type { z } from 'zod';
import type { CurvatureKind } from '../curvature/curvature-kind.js';
import type { Dataset } from '../data/dataset.js';
import type { Objective } from '../objective/objective.js';
import type { ScheduleName } from '../training/schedules.js';

/** Training settings that a workload proposes; what an optimizer proposes goes over them. */
export interface WorkloadDefaults {
  readonly steps: number;
  readonly evalEvery: number;
  /** Examples of a mini-batch, where there are examples. */
  readonly batch?: number;
}

/** What a workload may use besides its settings. */
export interface WorkloadContext {
  /** Of the order of the examples, and of what a curvature draws. */
  readonly seed: number;
  /** Of each numerical program. */
  readonly threads: number;
  /** For a workload that `needsData`. */
  readonly data?: { readonly dataset: Dataset; readonly batch: number };
}

/** What an optimizer does better with on a workload than with what it proposes itself. */
export type Tuning = Readonly<Record<string, unknown>> & {
  readonly learningRate?: number;
  readonly schedule?: ScheduleName;
};

/** A task: what is trained, and the settings it proposes. */
export interface Workload {
  readonly name: string;
  readonly description: string;
  /** Whether it trains on the examples of a data set. */
  readonly needsData: boolean;
  /** The curvatures it has, the one it proposes first. */
  readonly curvatures: readonly [CurvatureKind, ...CurvatureKind[]];
  readonly defaults: WorkloadDefaults;
  /** By the name of an optimizer, settings that go over those the optimizer proposes. */
  readonly tuning: Readonly<Record<string, Tuning>>;
  /** The workload's own settings, each with its default. */
  readonly settings: z.ZodType;
  /** Throws a ZodError for settings that `settings` refuses, and typed errors for what they or the data cannot mean. */
  objective(settings: unknown, context: WorkloadContext): Objective;
}

/** Binds the type of a workload's settings to their schema. */
export function defineWorkload<Schema extends z.ZodType>(
  workload: Omit<Workload, 'settings' | 'objective'> & {
    readonly settings: Schema;
    objective(settings: z.output<Schema>, context: WorkloadContext): Objective;
  },
): Workload {
  return {
    ...workload,
    objective: (settings, context) => workload.objective(workload.settings.parse(settings), context),
  };
}
