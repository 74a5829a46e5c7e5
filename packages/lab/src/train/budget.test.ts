import { describe, expect, test } from '@jest/globals';
import { resolveTrainConfig } from '../settings/resolve-train-config.js';
import { prepare } from './prepare.js';
import { meanBudget } from './mean-budget.js';
import { stepSchema, type Step } from './step-schema.js';

async function stepsOf(flags: Record<string, string>): Promise<Step[]> {
  const small = { workload: 'mnist-mlp', hidden: '4', trainExamples: '200', batch: '8', evalEvery: '100' };
  const preparation = await prepare(resolveTrainConfig({ flags: { ...small, ...flags } }));
  const steps: Step[] = [];
  try {
    for await (const record of preparation.training)
      steps.push(stepSchema.parse(JSON.parse(JSON.stringify(record))));
  } finally {
    await preparation.close();
  }
  return steps;
}

describe('--budget-every', () => {
  test.each(['reference', 'low-precision'])('explains the error on %s to a tenth', async (chip) => {
    const steps = await stepsOf({ chip, steps: '7', budgetEvery: '3', threads: '1' });
    expect(steps.flatMap(({ step, budget }) => (budget === undefined ? [] : [step]))).toEqual([3, 6, 7]);
    const { steps: count, explained, parts } = meanBudget(steps)!;
    expect(count).toBe(3);
    expect(Math.abs(explained - 1)).toBeLessThan(0.1);
    const owns = parts.map(({ own }) => own);
    expect(owns).toEqual([...owns].sort((a, b) => b - a));
  });

  test('without it no step has a budget', async () => {
    expect(meanBudget(await stepsOf({ chip: 'ideal', steps: '1' }))).toBeUndefined();
  });
});
