import { expect, test } from '@jest/globals';
import type { StepRecord } from '@thermoloop/host';
import { stageTimes, stepStages } from './stage-times.js';

const record = {
  step: 1,
  loss: 1,
  learningRate: 0.1,
  gradientNorm: 1,
  staleness: 0,
  hostTimeS: 0,
  hostTimeSByStage: {},
  hostEnergyJ: 0,
  virtualTimeS: 0,
  wallMs: { evaluate: 21, direction: 50, update: 0.5 },
} satisfies StepRecord;

test('the stages add up to the whole step, what is between them counts as record', () => {
  const times = stageTimes({ record, totalMs: 73 });
  expect(stepStages.reduce((sum, stage) => sum + times[stage], 0)).toBeCloseTo(73, 12);
  expect(times).toMatchObject({ evaluate: 21, direction: 50, record: 1.5, wait: 0 });
});
