import { describe, expect, test } from '@jest/globals';
import { energyBasis, timeBasis } from './basis.js';

describe('what a figure rests on', () => {
  const machine = {
    flopRateHz: 'measured: npm run perf',
    memoryBandwidthBytePerS: 'Measured here',
    powerW: 'assumed',
  };

  test('measured only if all of it was', () => {
    expect(timeBasis({ chip: undefined, machine }).hostCompute).toEqual({
      label: 'measured',
      sources: ['host.flopRateHz: measured: npm run perf', 'host.memoryBandwidthBytePerS: Measured here'],
    });
    const partly = { ...machine, startTimeS: 'assumed' };
    expect(timeBasis({ chip: undefined, machine: partly }).hostCompute.label).toBe('assumed');
    expect(energyBasis({ chip: undefined, machine }).hostCompute.label).toBe('assumed');
  });

  test('a paper is a source, not a measurement', () => {
    const chip = { 'array.timeConstantS': 'arXiv:2405.13817, app. C' };
    expect(timeBasis({ chip, machine }).relax).toEqual({
      label: 'assumed',
      sources: ['chip.array.timeConstantS: arXiv:2405.13817, app. C'],
    });
  });

  test('what nothing stands behind is assumed', () => {
    expect(timeBasis({ chip: {}, machine }).adc).toEqual({ label: 'assumed', sources: [] });
  });

  test('of a device at a URL nothing is known but what it tells', () => {
    const { adc, hostCompute } = timeBasis({ chip: undefined, deviceUrl: 'tcp://lab:4711', machine });
    expect(adc).toEqual({ label: 'assumed', sources: ['told by the device at tcp://lab:4711'] });
    expect(hostCompute.label).toBe('measured');
  });
});
