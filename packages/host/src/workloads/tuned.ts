import type { OptimizerDefaults, OptimizerEntry } from '../optimizers/registry-entry.js';
import type { Workload } from './workload.js';

/** What is proposed for an optimizer on a workload: the workload's tuning over the optimizer's own proposals. */
export interface Tuned extends OptimizerDefaults {
  /** Settings of the optimizer that differ from its defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export function tuned({ tuning }: Pick<Workload, 'tuning'>, { name, defaults }: OptimizerEntry): Tuned {
  const {
    learningRate = defaults.learningRate,
    schedule = defaults.schedule,
    ...settings
  } = tuning[name] ?? {};
  return { learningRate, schedule, settings };
}
