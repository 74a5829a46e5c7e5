import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ReplayWindow } from './replay-window.js';

const takeAll = (window: ReplayWindow, numbers: readonly number[]): boolean[] =>
  numbers.map((number) => window.take(number));

describe('a frame number', () => {
  test('is taken once, late within 64 of the newest, and not later', () => {
    const window = new ReplayWindow();
    expect(takeAll(window, [100, 100, 163, 100, 101, 101, 164, 100, 102])).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  test('goes on past 2^32', () => {
    const window = new ReplayWindow();
    const last = 2 ** 32 - 1;
    expect(takeAll(window, [last - 1, 1, last, 0, last, 1])).toEqual([true, true, true, true, false, false]);
  });

  test('far away begins a new count, in which the device is not deaf', () => {
    const window = new ReplayWindow();
    expect(takeAll(window, [5, 6, 2 ** 31, 7, 6, 8])).toEqual([true, true, true, true, false, true]);
    expect(takeAll(window, [1_000_000, 0, 1])).toEqual([true, true, true]);
  });

  test('is never taken twice, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 32 - 1 }),
        fc.array(fc.nat({ max: 300 }), { maxLength: 400 }),
        (from, steps) => {
          const window = new ReplayWindow();
          const taken = new Set<number>();
          let newest = -1;
          for (const step of steps) {
            const isNew = step > newest || (newest - step < 64 && !taken.has(step));
            expect(window.take((from + step) % 2 ** 32)).toBe(isNew);
            if (isNew) taken.add(step);
            newest = Math.max(newest, step);
          }
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });
});
