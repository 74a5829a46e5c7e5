import { afterAll, expect, test } from '@jest/globals';
import { bufferBound, fuzzServer } from '@thermoloop/protocol/testing';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import { chipNamed, DirectHost } from '../testing/direct-host.js';

const reference = chipNamed('reference');
const smallChip = {
  ...reference,
  array: { ...reference.array, cells: 64, rows: 20 },
  readout: { ...reference.readout, bufferBytes: 65_536 },
  testPoints: { loopback: true, zeroInput: true, referenceV: 0.001 },
};

const hosts: DirectHost[] = [];
afterAll(async () => {
  for (const host of hosts) await host.close();
});

test('the emulated chip keeps every rule under 80 000 random and mutated frames', async () => {
  const host = new DirectHost(smallChip, new ExactPhysics());
  hosts.push(host);
  const { device } = host;
  const { capabilities } = device;
  const count = await fuzzServer({ capabilities, open: () => device }, 80_000, 2);
  expect(count.frames).toBeGreaterThanOrEqual(80_000);
  expect(host.faults).toEqual([]);
  expect(count.commits).toBeGreaterThan(1000);
  expect(count.readings).toBeGreaterThan(500);
  expect(count.measurements).toBeGreaterThan(500);
  expect(count.mostBuffers).toBeLessThan(bufferBound(capabilities));
  expect(count.mostHeap).toBeLessThan(20e6);
}, 300_000);
