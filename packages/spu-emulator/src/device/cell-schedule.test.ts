import { describe, expect, test } from '@jest/globals';
import { cutShort, scheduleRead, scheduleRun, untouched, type RunSpans } from './cell-schedule.js';

const holding = { holds: true, banks: 2 };
const drifting = { holds: false, banks: 2 };
const run: RunSpans = {
  arrivalPs: 1000n,
  isDriven: true,
  carryPs: 0n,
  settlePs: 10n,
  trajectoryPs: 100n,
  conversionPs: 5n,
  repeats: 1n,
};
const busy = { freePs: 500n, measuredPs: 0n, leftAtPs: 450n, latchPs: 300n, bankFreePs: 300n };

describe('a run', () => {
  test('latches when it has come, its bank is programmed and the cells are free', () => {
    const latchOf = (change: Partial<RunSpans>): bigint =>
      scheduleRun(busy, holding, { ...run, ...change }).after.latchPs;
    expect(latchOf({})).toBe(1000n);
    expect(latchOf({ arrivalPs: 400n })).toBe(500n);
    expect(latchOf({ programming: { arrivalPs: 900n, durationPs: 200n } })).toBe(1100n);
  });

  test('has its bank programmed from the commit on, once the bank is idle', () => {
    const dacOf = (arrivalPs: bigint, banks: number) =>
      scheduleRun(busy, { holds: true, banks }, { ...run, programming: { arrivalPs, durationPs: 50n } }).dac;
    expect(dacOf(400n, 2)).toEqual({ startPs: 400n, endPs: 450n });
    expect(dacOf(200n, 2)).toEqual({ startPs: 300n, endPs: 350n });
    expect(dacOf(400n, 1)).toEqual({ startPs: 500n, endPs: 550n });
  });

  test('settles, relaxes and is converted', () => {
    const { settle, relax, adc, after } = scheduleRun(busy, holding, run);
    expect(settle).toEqual({ startPs: 1000n, endPs: 1010n });
    expect(relax).toEqual({ startPs: 1010n, endPs: 1110n });
    expect(adc).toEqual({ startPs: 1110n, endPs: 1115n });
    expect(after).toEqual({
      freePs: 1115n,
      measuredPs: 0n,
      leftAtPs: 1110n,
      latchPs: 1000n,
      bankFreePs: 300n,
    });
  });

  test('with repeats converts each, and settles before the next', () => {
    const { relax, adc } = scheduleRun(busy, holding, { ...run, repeats: 3n });
    expect(relax).toEqual({ startPs: 1010n, endPs: 1010n + 3n * 100n + 2n * (5n + 10n) });
    expect(adc.endPs - adc.startPs).toBe(5n);
  });
});

describe('the carry time', () => {
  test('of cells that hold ends at the latch, and they have held until it began', () => {
    const carried = scheduleRun(busy, holding, { ...run, carryPs: 70n });
    expect(carried.carry).toEqual({ startPs: 1000n, endPs: 1070n });
    expect(carried.heldPs).toBe(550n);
    const programming = { arrivalPs: 1000n, durationPs: 200n };
    const late = scheduleRun(busy, holding, { ...run, carryPs: 70n, programming });
    expect(late.carry).toEqual({ startPs: 1130n, endPs: 1200n });
    expect(late.heldPs).toBe(680n);
  });

  test('of other cells is all the time since the run before, and what was asked for after the run has come', () => {
    const carried = scheduleRun(busy, drifting, { ...run, carryPs: 70n });
    expect(carried.carry).toEqual({ startPs: 450n, endPs: 1070n });
    expect(carried.heldPs).toBe(0n);
  });

  test('needs a problem to relax on', () => {
    for (const manners of [holding, drifting]) {
      const { carry } = scheduleRun(untouched, manners, { ...run, carryPs: 70n, isDriven: false });
      expect(carry).toEqual({ startPs: 1000n, endPs: 1000n });
    }
  });

  test('has passed when the problem behind it is refused', () => {
    expect(scheduleRun(busy, holding, run).afterRefusal.leftAtPs).toBe(450n);
    expect(scheduleRun(busy, holding, { ...run, carryPs: 70n }).afterRefusal.leftAtPs).toBe(1070n);
  });
});

describe('a reading', () => {
  test('waits until the cells are free', () => {
    const { adc, heldPs } = scheduleRead(busy, holding, {
      arrivalPs: 470n,
      isDriven: true,
      conversionPs: 5n,
    });
    expect(adc).toEqual({ startPs: 500n, endPs: 505n });
    expect(heldPs).toBe(50n);
  });

  test('of cells that do not hold lets them go on, once', () => {
    const read = { arrivalPs: 700n, isDriven: true, conversionPs: 5n };
    const first = scheduleRead(busy, drifting, read);
    expect(first.carry).toEqual({ startPs: 450n, endPs: 700n });
    expect(scheduleRead(first.after, drifting, read).carry).toEqual({ startPs: 700n, endPs: 705n });
    expect(scheduleRun(first.after, drifting, run).carry).toEqual({ startPs: 700n, endPs: 1000n });
  });
});

describe('a run that is cut short', () => {
  test('leaves empty cells that are free at once, but not before they latched nor later than it would have', () => {
    const { after } = scheduleRun(busy, holding, run);
    expect(cutShort(after, 1050n)).toMatchObject({ freePs: 1050n, leftAtPs: undefined });
    expect(cutShort(after, 900n).freePs).toBe(1000n);
    expect(cutShort(after, 5000n).freePs).toBe(1115n);
  });
});
