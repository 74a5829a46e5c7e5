import { resolveTrainConfig, prepare } from '@thermoloop/lab';
import type { StepBudget } from '@thermoloop/host';

/** The budget of one step of a training run. */
export interface TrainingBudget {
  readonly chip: string;
  readonly seed: number;
  readonly step: number;
  readonly budget: StepBudget;
  /** What it took to work out, in milliseconds of this machine. */
  readonly wallMs: number;
}

/** Budgets of mnist-cnn with tngd as it trains by default, every so many steps. */
export async function trainingBudgets(
  chip: string,
  seed: number,
  { steps, every }: { readonly steps: number; readonly every: number },
): Promise<TrainingBudget[]> {
  const flags = {
    workload: 'mnist-cnn',
    optimizer: 'tngd',
    chip,
    seed: String(seed),
    steps: String(steps),
    evalEvery: String(steps),
    budgetEvery: String(every),
  };
  const preparation = await prepare(resolveTrainConfig({ flags }));
  const budgets: TrainingBudget[] = [];
  try {
    for await (const { step, budget, wallMs } of preparation.training) {
      if (budget !== undefined) budgets.push({ chip, seed, step, budget, wallMs: wallMs.budget ?? 0 });
    }
  } finally {
    await preparation.close();
  }
  return budgets;
}
