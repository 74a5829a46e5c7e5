import { describe, expect, test } from '@jest/globals';
import { wallClock } from './wall-clock.js';

describe('wallClock', () => {
  test('sleeps at least as long as told, on a clock that only goes on', async () => {
    const before = wallClock.nowMs();
    await wallClock.sleep(20);
    expect(wallClock.nowMs() - before).toBeGreaterThanOrEqual(19); // timers count whole milliseconds
  });

  test('wakes when its signal aborts', async () => {
    const controller = new AbortController();
    const before = wallClock.nowMs();
    const sleep = wallClock.sleep(60_000, controller.signal);
    controller.abort();
    await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
    expect(wallClock.nowMs() - before).toBeLessThan(10_000);
  });

  test('tells the date in UTC', () => {
    expect(wallClock.isoNow()).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
