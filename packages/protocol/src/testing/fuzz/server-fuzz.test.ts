import { expect, test } from '@jest/globals';
import { PlainDevice, plainCapabilities } from '../plain-device.js';
import { bufferBound, fuzzServer } from './server-fuzz.js';

test('a server keeps every rule under 20 000 random and mutated frames', async () => {
  const device = { capabilities: plainCapabilities, open: () => new PlainDevice() };
  const count = await fuzzServer(device, 20_000, 1);
  expect(count.frames).toBeGreaterThanOrEqual(20_000);
  expect(count.answers).toBeGreaterThan(5000);
  expect(count.commits).toBeGreaterThan(300);
  expect(count.readings).toBeGreaterThan(200);
  expect(count.measurements).toBeGreaterThan(200);
  expect(count.mostBuffers).toBeLessThan(bufferBound(plainCapabilities));
  expect(count.mostHeap).toBeLessThan(20e6);
});
