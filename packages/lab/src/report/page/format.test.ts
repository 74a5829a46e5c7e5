import { describe, expect, test } from '@jest/globals';
import { percent, quantity, significant } from './format.js';

describe('numbers for people', () => {
  test.each([
    [0.00123, 's', '1.23\u00a0ms'],
    [1e-6, 's', '1.00\u00a0µs'],
    [999.9e-6, 's', '1.00\u00a0ms'],
    [0, 'J', '0\u00a0J'],
    [12_345, 'J', '12.3\u00a0kJ'],
    [1, 's', '1.00\u00a0s'],
  ])('%p %s is %p', (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text);
  });

  test('a small share is not none', () => {
    expect(percent(0.934)).toBe('93.4\u00a0%');
    expect(percent(0)).toBe('0.0\u00a0%');
    expect(percent(0.0004)).toBe('<\u00a00.1\u00a0%');
    expect(percent(-0.0004)).toBe('0.0\u00a0%');
    expect(percent(-0.02)).toBe('-2.0\u00a0%');
  });

  test('what is not finite is a dash', () => {
    expect(quantity(null, 's')).toBe('–');
    expect(significant(Number.NaN)).toBe('–');
    expect(percent(null)).toBe('–');
  });

  test('significant digits, with an exponent only far from 1', () => {
    expect(significant(0.0617)).toBe('0.0617');
    expect(significant(-2)).toBe('−2.00');
    expect(significant(12_345)).toBe('12,345');
    expect(significant(4.1e-12)).toBe('4.10e−12');
  });
});
