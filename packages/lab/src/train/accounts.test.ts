import { expect, test } from '@jest/globals';
import type { StepRecord } from '@thermoloop/host';
import { fixtureRun } from '../report/testing/fixture-run.js';
import { Accounts } from './accounts.js';
import { stages } from './stages.js';

test('times, energies and counts add up over the steps', () => {
  const { steps, summary } = fixtureRun(40);
  const accounts = new Accounts();
  for (const step of steps) accounts.add(step as unknown as StepRecord);

  expect(accounts.timeS.totalS).toBe(steps.at(-1)!.virtualTimeS);
  for (const stage of stages) {
    expect(accounts.timeS.byStageS[stage]).toBeCloseTo(summary.virtualTime.byStageS[stage]!, 12);
    expect(accounts.energyJ.byStageJ[stage]).toBeCloseTo(summary.energy.byStageJ[stage]!, 12);
  }
  const { totalJ, byStageJ } = accounts.energyJ;
  expect(totalJ).toBeCloseTo(
    Object.values(byStageJ).reduce((sum, value) => sum + value, 0),
    12,
  );
  expect(accounts.counters.clipped).toEqual(summary.counters.clipped);
  expect(accounts.counters.conversions).toEqual({ dac: 40 * 9098, adc: 40 * 9098 });
});

test('a run without a device spends nothing on one', () => {
  const accounts = new Accounts();
  const { device: _, ...step } = fixtureRun(1).steps[0]!;
  accounts.add(step as unknown as StepRecord);
  expect(accounts.timeS.byStageS).toMatchObject({ hostCompute: step.hostTimeS, linkDown: 0, relax: 0 });
  expect(accounts.counters.clipped).toEqual({});
});
