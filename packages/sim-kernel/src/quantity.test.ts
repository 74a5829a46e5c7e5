import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeUnit, parseQuantity, QuantityError } from './quantity.js';

describe('parseQuantity', () => {
  test.each([
    ['1 us', 's', 1e-6],
    ['1us', 's', 1e-6],
    ['0.3 µs', 's', 0.3e-6],
    ['7 ns', 's', 7e-9],
    ['.5 ms', 's', 0.5e-3],
    ['2 min', 's', 120],
    ['2.5 V', 'V', 2.5],
    ['-3 mV', 'V', -3e-3],
    ['1e-9 V^2', 'V^2', 1e-9],
    ['1.5 mV^2', 'V^2', 1.5e-6],
    ['50 Gbit/s', 'bit/s', 50e9],
    ['50 Gb/s', 'bit/s', 50e9],
    ['6.25 GB/s', 'bit/s', 50e9],
    ['12.5 pJ', 'J', 12.5e-12],
    ['5 pJ/bit', 'J/bit', 5e-12],
    ['5 1/s', '1/s', 5],
    ['5/s', '1/s', 5],
    ['2 1/ms', '1/s', 2000],
    ['1 kHz', '1/s', 1000],
    ['300 K', 'K', 300],
    ['10 fF', 'F', 1e-14],
    ['  0.25 ', '', 0.25],
  ])('reads %p in %p as %p', (text, unit, expected) => {
    expect(parseQuantity(text, unit)).toBe(expected);
  });

  test('is the double nearest to the decimal written, for every SI prefix', () => {
    const prefixes = { p: -12, n: -9, u: -6, m: -3, k: 3 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.nat(9),
        fc.constantFrom('p', 'n', 'u', 'm', 'k'),
        (digits, decimals, prefix) => {
          const written = (digits / 10 ** decimals).toFixed(decimals);
          expect(parseQuantity(`${written} ${prefix}s`, 's')).toBe(Number(`${written}e${prefixes[prefix]}`));
        },
      ),
      { seed: 1 },
    );
  });

  test.each([
    ['5 V', 's', 'found 5 V, expected a time such as 1 us'],
    ['5', 's', 'found 5, expected a time such as 1 us'],
    ['soon', 's', 'found soon, expected a time such as 1 us'],
    ['', 's', 'found an empty text, expected a time such as 1 us'],
    ['1 us 2', 's', 'found 1 us 2, expected a time such as 1 us'],
    ['1 parsnip', 's', 'found 1 parsnip, expected a time such as 1 us'],
    ['1e999 s', 's', 'found 1e999 s, expected a time such as 1 us'],
    ['1 us', 'V', 'found 1 us, expected a voltage such as 2.5 V'],
    ['1 V', 'V^2', 'found 1 V, expected a squared voltage such as 1e-9 V^2'],
    ['50 GHz', 'bit/s', 'found 50 GHz, expected a data rate such as 50 Gbit/s'],
    ['1 W', 'J', 'found 1 W, expected an energy such as 12.5 pJ'],
    ['25 degC', 'K', 'found 25 degC, expected a temperature such as 300 K'],
    ['5 s', '', 'found 5 s, expected a number such as 0.5'],
    ['1 us', 'm/s', 'found 1 us, expected a quantity in m/s such as 1 m/s'],
  ])('refuses %p where %p is wanted', (text, unit, message) => {
    expect(() => parseQuantity(text, unit)).toThrow(new QuantityError(text, unit));
    expect(() => parseQuantity(text, unit)).toThrow(message);
  });

  test('carries what an error line needs', () => {
    const error = new QuantityError('5 V', 'ms');
    expect(error).toMatchObject({ name: 'QuantityError', text: '5 V', dimension: 'a time', example: '1 us' });
  });

  test('runs no code that a text might hold', () => {
    for (const text of ['1 zeros(100000,100000)', '1 constructor', '1 import("fs")', '1 s; range(1,1e9)']) {
      expect(() => parseQuantity(text, 's')).toThrow(QuantityError);
    }
  });
});

describe('describeUnit', () => {
  test('names the dimension of derived units too', () => {
    expect(describeUnit('mV').dimension).toBe('a voltage');
    expect(describeUnit('GB/s').dimension).toBe('a data rate');
    expect(describeUnit('m/s')).toEqual({ dimension: 'a quantity in m/s', example: '1 m/s' });
  });
});
