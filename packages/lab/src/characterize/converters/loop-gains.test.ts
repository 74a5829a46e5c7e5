import { continuousGrid, fixedGrid, floatingGrid } from '@thermoloop/protocol';
import { expect, test } from '@jest/globals';
import { loopGains } from './loop-gains.js';

const drive = floatingGrid(6, 1e-10, 2 ** -11);
const readout = floatingGrid(5, 1e-8, 1e-2);

test.each([0.004, 0.08, 1, 13])('gains with a ratio near %f are found on the grids', (wanted) => {
  const { driveGain, readoutGain, ratio } = loopGains(drive, readout, wanted);
  expect(Math.abs(ratio / wanted - 1)).toBeLessThan(0.06);
  expect(driveGain / readoutGain).toBe(ratio);
  expect([driveGain <= drive.maximum, readoutGain <= readout.maximum]).toEqual([true, true]);
});

test('codes of the DAC do not fall on the same place between the codes of the ADC', () => {
  const { ratio } = loopGains(drive, readout, 2);
  const places = new Set(Array.from({ length: 32 }, (_, k) => Math.round(((k * ratio) % 1) * 1e9)));
  expect(places.size).toBeGreaterThan(16);
});

test('where gains are fixed the ratio is what it is', () => {
  expect(loopGains(fixedGrid(2e-3), fixedGrid(1e-3), 0.1).ratio).toBe(2);
  expect(loopGains(continuousGrid(1e-9, 1), fixedGrid(1e-3), 0.3).ratio).toBeCloseTo(0.3, 1);
});
