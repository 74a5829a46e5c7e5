import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from './virtual-clock.js';

describe('VirtualClock', () => {
  test('stands still until it is advanced, and runs what falls due', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.schedule(20n, 0, () => seen.push(`b at ${clock.nowPs}`));
    clock.schedule(10n, 0, () => seen.push(`a at ${clock.nowPs}`));
    clock.schedule(21n, 0, () => seen.push(`c at ${clock.nowPs}`));
    expect(clock.nowPs).toBe(0n);
    clock.advanceTo(20n);
    expect(seen).toEqual(['a at 10', 'b at 20']);
    expect([clock.nowPs, clock.pending]).toEqual([20n, 1]);
    clock.advanceTo(100n);
    expect(clock.nowPs).toBe(100n);
  });

  test('runs what an action schedules for its own instant in the same advance', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.schedule(5n, 1, () => {
      seen.push('device');
      clock.schedule(5n, 2, () => seen.push('host'));
      clock.schedule(5n, 0, () => seen.push('link'));
    });
    clock.advanceTo(5n);
    expect(seen).toEqual(['device', 'link', 'host']);
  });

  test('runs until nothing is left', () => {
    const clock = new VirtualClock(3n);
    let ticks = 0;
    const tick = (): void => {
      ticks++;
      if (ticks < 4) clock.schedule(clock.nowPs + 10n, 0, tick);
    };
    clock.schedule(3n, 0, tick);
    clock.runUntilIdle();
    expect([ticks, clock.nowPs, clock.pending]).toEqual([4, 33n, 0]);
  });

  test('an action may advance the clock; time never goes back', () => {
    const clock = new VirtualClock();
    const seen: bigint[] = [];
    clock.schedule(10n, 0, () => clock.advanceTo(50n));
    clock.schedule(40n, 0, () => seen.push(clock.nowPs));
    clock.advanceTo(20n);
    expect(seen).toEqual([40n]);
    expect(clock.nowPs).toBe(50n);
  });

  test('refuses the past', () => {
    const clock = new VirtualClock(10n);
    expect(() => clock.schedule(9n, 0, () => undefined)).toThrow(
      'cannot schedule at 9 ps: the virtual clock is already at 10 ps',
    );
    expect(() => clock.advanceTo(9n)).toThrow(
      'cannot go back to 9 ps: the virtual clock is already at 10 ps',
    );
  });
});
