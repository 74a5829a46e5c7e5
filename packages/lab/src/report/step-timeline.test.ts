import { expect, test } from '@jest/globals';
import type { Step } from '../train/step-schema.js';
import { stageUses, stepTimeline } from './step-timeline.js';

const stage = (name: string, startS: number, endS: number) => ({ stage: name, startS, endS });

function step(number: number, virtualTimeS: number, stages: object[] | undefined): Step {
  return { step: number, virtualTimeS, ...(stages && { device: { stages } }) } as unknown as Step;
}

const steps = [
  step(1, 10, [stage('linkDown', 2, 3)]),
  step(2, 20, [
    stage('linkDown', 13, 15),
    stage('dac', 14, 16),
    stage('adc', 16, 17),
    stage('adc', 18, 18.5),
  ]),
];

test('shows the last step, from its beginning on, and what the host did before and after the device', () => {
  const timeline = stepTimeline(steps, true)!;
  expect(timeline).toMatchObject({ step: 2, durationS: 10 });
  expect(timeline.spans).toEqual([
    stage('hostCompute', 0, 3),
    stage('linkDown', 3, 5),
    stage('dac', 4, 6),
    stage('adc', 6, 7),
    stage('adc', 8, 8.5),
    stage('hostCompute', 8.5, 10),
  ]);
});

test('where the host does not wait, only the stages of the device are placed', () => {
  const timeline = stepTimeline(steps, false)!;
  expect(timeline.durationS).toBe(5.5);
  expect(timeline.spans[0]).toEqual(stage('linkDown', 0, 2));
});

test('a stage that came twice is counted and summed', () => {
  expect(stageUses(stepTimeline(steps, true)!)).toEqual([
    { stage: 'hostCompute', firstS: 0, times: 2, timeS: 4.5 },
    { stage: 'linkDown', firstS: 3, times: 1, timeS: 2 },
    { stage: 'dac', firstS: 4, times: 1, timeS: 2 },
    { stage: 'adc', firstS: 6, times: 2, timeS: 1.5 },
  ]);
});

test('a digital optimizer has no timeline', () => {
  expect(stepTimeline([step(1, 1, undefined)], true)).toBeUndefined();
});
