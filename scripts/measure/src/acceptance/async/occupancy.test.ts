import { expect, test } from '@jest/globals';
import type { Step } from '@thermoloop/lab';
import { occupancyOf, unionLengthS } from './occupancy.js';

test('intervals that overlap count once', () => {
  const spans = [
    { startS: 4, endS: 5 },
    { startS: 0, endS: 2 },
    { startS: 1, endS: 3 },
    { startS: 1.5, endS: 2 },
  ];
  expect(unionLengthS(spans)).toBe(4);
  expect(unionLengthS([])).toBe(0);
});

test('host, link and device have each their share of the time, and what they have in common', () => {
  const step = (virtualTimeS: number, hostTimeS: number, stages: object[]): Step =>
    ({ virtualTimeS, hostTimeS, device: { stages } }) as unknown as Step;
  const steps = [
    step(4, 3, [
      { stage: 'linkDown', startS: 1, endS: 3 },
      { stage: 'dac', startS: 2, endS: 3 },
      { stage: 'relax', startS: 3, endS: 4 },
    ]),
    step(10, 4, [
      { stage: 'linkDown', startS: 5, endS: 6 },
      { stage: 'adc', startS: 6, endS: 7 },
      { stage: 'linkUp', startS: 7, endS: 8 },
    ]),
  ];
  const { totalS, host, link, device, atOnce } = occupancyOf(steps);
  expect(totalS).toBe(10);
  expect([host, link, device].map((share) => Math.round(share * 10))).toEqual([7, 4, 3]);
  // 7 of the host and 6 of link and device in 10
  expect(atOnce).toBeCloseTo(0.3, 12);
});
