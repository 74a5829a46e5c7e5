import { describe, expect, test } from '@jest/globals';
import { EnergyAccount } from './energy-account.js';

describe('EnergyAccount', () => {
  test('adds up by stage and in all', () => {
    const account = new EnergyAccount(['dac', 'relax', 'adc']);
    account.add('relax', 2e-9);
    account.add('dac', 1e-9);
    account.add('relax', 3e-9);
    expect(account.energyJ('relax')).toBeCloseTo(5e-9, 18);
    expect(account.totalJ).toBeCloseTo(6e-9, 18);
    expect(account.byStage().map(([stage]) => stage)).toEqual(['dac', 'relax', 'adc']);
    expect(account.energyJ('adc')).toBe(0);
  });

  test('refuses what is no energy or no stage', () => {
    const account = new EnergyAccount<string>(['dac']);
    for (const joules of [-1e-12, Number.NaN, Infinity]) {
      expect(() => account.add('dac', joules)).toThrow(/stage dac .* found/);
    }
    expect(() => account.add('adc', 1)).toThrow('no energy account has a stage adc');
  });
});
