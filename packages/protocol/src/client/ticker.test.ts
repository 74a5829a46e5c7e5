import { expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import { Ticker } from './ticker.js';

test('a ticker counts the time while something waits, and a blocked loop as two ticks at most', async () => {
  let goesOn = true;
  const ticker = new Ticker(5, () => goesOn);
  await wallClock.sleep(20);
  expect(ticker.livedMs).toBe(0);
  ticker.start();
  ticker.start();
  await wallClock.sleep(60);
  const before = ticker.livedMs;
  expect(before).toBeGreaterThan(5);
  expect(before).toBeLessThan(80);
  const until = wallClock.nowMs() + 200;
  while (wallClock.nowMs() < until);
  await wallClock.sleep(0);
  goesOn = false;
  await wallClock.sleep(30);
  const after = ticker.livedMs;
  expect(after - before).toBeLessThan(60);
  await wallClock.sleep(20);
  expect(ticker.livedMs).toBe(after);
});
