import { expect, test } from '@jest/globals';
import { Stage } from '@thermoloop/protocol';
import { timeByStage } from './static-energy.js';

const stagesOf = (...spans: [number, number][]) =>
  spans.map(([start, end]) => ({ startPs: BigInt(start), endPs: BigInt(end) }));

/** LINK_DOWN, DAC, CARRY, SETTLE, RELAX, ADC, LINK_UP */
const stages = stagesOf([10, 30], [20, 50], [40, 60], [60, 65], [65, 100], [100, 110], [130, 140]);

test('time goes to the last stage that went on, and to LINK_DOWN where none did', () => {
  // before 10 and from 110 to 130 the device waits
  expect(timeByStage(stages, 0n, 140n)).toEqual([10n + 10n + 20n, 20n, 20n, 5n, 35n, 10n, 10n]);
});

test('only what lies within the span counts', () => {
  expect(timeByStage(stages, 45n, 70n)).toEqual([0n, 0n, 15n, 5n, 5n, 0n, 0n]);
  expect(timeByStage(stages, 140n, 150n)).toEqual([10n, 0n, 0n, 0n, 0n, 0n, 0n]);
});

test('a stage of no length gets nothing', () => {
  const none = stagesOf([0, 0], [5, 5], [5, 5], [5, 5], [5, 5], [5, 9], [9, 9]);
  const shares = timeByStage(none, 0n, 9n);
  expect(shares).toEqual([5n, 0n, 0n, 0n, 0n, 4n, 0n]);
  expect(shares[Stage.ADC]).toBe(4n);
});
