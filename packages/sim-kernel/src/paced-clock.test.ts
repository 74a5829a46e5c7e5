import { describe, expect, test } from '@jest/globals';
import { PacedClock, type Pace } from './paced-clock.js';

const ms = 1_000_000_000n;

/** A wall that moves when it is told, and by a little more than a sleeper asks for. */
class FakeWall {
  nowMsValue = 5_000;
  readonly sleeps: number[] = [];
  constructor(public oversleepMs = 0) {}
  nowMs(): number {
    return this.nowMsValue;
  }
  sleep(durationMs: number): Promise<void> {
    this.sleeps.push(durationMs);
    this.nowMsValue += durationMs + this.oversleepMs;
    return Promise.resolve();
  }
}

function clockOn(wall: FakeWall, pace: Partial<Pace> = {}): PacedClock {
  return new PacedClock({ scale: 1, wall, ...pace });
}

describe('a paced clock', () => {
  test('is the wall times the scale, from where it starts', () => {
    const wall = new FakeWall();
    const clock = clockOn(wall, { scale: 0.25, startPs: 7n });
    expect(clock.nowPs).toBe(7n);
    wall.nowMsValue += 8;
    expect(clock.nowPs).toBe(7n + 2n * ms);
  });

  test('lets work take the time that it takes', () => {
    const wall = new FakeWall();
    const clock = clockOn(wall);
    wall.nowMsValue += 3;
    expect(clock.work()).toEqual({ startPs: 0n, endPs: 3n * ms });
    wall.nowMsValue += 2;
    expect(clock.work()).toEqual({ startPs: 3n * ms, endPs: 5n * ms });
    expect(clock.nowPs).toBe(5n * ms);
  });

  test('holds an answer until it is due, and does not count waiting as work', async () => {
    const wall = new FakeWall(0.5);
    const clock = clockOn(wall, { scale: 10 });
    await clock.waitUntil(40n * ms);
    expect(wall.sleeps).toEqual([4]);
    expect(clock.nowPs).toBe(45n * ms);
    wall.nowMsValue += 1;
    expect(clock.work()).toEqual({ startPs: 45n * ms, endPs: 55n * ms });
  });

  test('does not wait for what is over, and sleeps again if it was woken early', async () => {
    const wall = new FakeWall();
    const clock = clockOn(wall);
    wall.nowMsValue += 3;
    await clock.waitUntil(2n * ms);
    expect(wall.sleeps).toEqual([]);
    wall.oversleepMs = -1;
    const waiting = clock.waitUntil(7n * ms);
    wall.oversleepMs = 0;
    await waiting;
    expect(wall.sleeps).toEqual([4, 1]);
    expect(clock.nowPs).toBe(7n * ms);
  });

  test('counts how late answers were', () => {
    const wall = new FakeWall();
    const clock = clockOn(wall, { scale: 2 });
    expect(clock.lateness).toEqual({ answers: 0, late: 0, meanS: 0, maximumS: 0 });
    wall.nowMsValue += 5; // 10 ms of virtual time
    clock.arrived(4n * ms);
    clock.arrived(10n * ms);
    clock.arrived(12n * ms);
    clock.arrived(8n * ms);
    const { answers, late, meanS, maximumS } = clock.lateness;
    expect([answers, late]).toEqual([4, 2]);
    expect(meanS).toBeCloseTo((6e-3 + 2e-3) / 4, 15);
    expect(maximumS).toBeCloseTo(6e-3, 15);
  });

  test('stops waiting when its signal aborts', async () => {
    const controller = new AbortController();
    const clock = new PacedClock({ scale: 1e-6, signal: controller.signal });
    const waiting = clock.waitUntil(3600n * 1000n * ms);
    controller.abort();
    await waiting;
    expect(clock.nowPs).toBeLessThan(ms);
  });

  test.each([0, -1, NaN, Infinity])('refuses a scale of %d', (scale) => {
    expect(() => new PacedClock({ scale })).toThrow(/expected a positive number/);
  });
});
