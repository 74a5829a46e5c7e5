// eslint-disable-next-line no-restricted-syntax -- the event loop itself is what is measured
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ArrayId, DeviceState, StartState, type SpuClient } from '@thermoloop/protocol';
import { RandomStream, VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import { resolveChip } from '../chips/resolve-chip.js';
import { openDevice } from './open-device.js';

// A run whose Gram matrix (rows² · cells multiplications) keeps the arithmetic busy for a second or more.
const rows = 3000;
const cells = 16_000;

test('while the device relaxes for two seconds, the host stays free and status is answered within 250 ms', async () => {
  const device = await openDevice({ kind: 'emulator', chip: resolveChip('ideal', {}) }, new VirtualClock());
  const { client } = device;
  try {
    const couplings = new Float32Array(rows * cells);
    RandomStream.named(1, 'couplings').fillUniform(couplings);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const answersMs: number[] = [];
    const states = new Set<DeviceState>();
    // On a fast machine one run is shorter than two seconds: then the problem is written and run again.
    for (let relaxedMs = 0; relaxedMs < 2000;) {
      await program(client, couplings);
      const run = { ended: false };
      const started = wallClock.nowMs();
      delay.enable();
      const running = client.run({ start: StartState.ZERO, reads: 1, runTicks: 2_000_000_000n });
      void running.finally(() => (run.ended = true));
      while (!run.ended) {
        const asked = wallClock.nowMs();
        const status = await client.status();
        answersMs.push(wallClock.nowMs() - asked);
        if (!status.ok) throw new Error(status.error.sentence());
        if (!run.ended) states.add(status.value.state);
        await wallClock.sleep(10);
      }
      delay.disable();
      relaxedMs += wallClock.nowMs() - started;
      expect((await running).ok).toBe(true);
    }
    expect(states).toEqual(new Set([DeviceState.RUNNING]));
    expect(answersMs.length).toBeGreaterThan(20);
    expect(Math.max(...answersMs)).toBeLessThan(250);
    expect(delay.percentile(99) / 1e6).toBeLessThan(50);
  } finally {
    await device.close();
  }
});

async function program(client: SpuClient, couplings: Float32Array): Promise<void> {
  const drive = new Float32Array(cells).fill(1);
  const crc32c: Partial<Record<ArrayId, number>> = {};
  for (const [array, codes, shape] of [
    [ArrayId.COUPLINGS, couplings, { rows, columns: cells }],
    [ArrayId.DRIVE, drive, { rows: 1, columns: cells }],
  ] as const) {
    const written = await client.write(array, codes, shape);
    if (!written.ok) throw new Error(written.error.sentence());
    crc32c[array] = written.value.crc32c;
  }
  const arrays = [ArrayId.COUPLINGS, ArrayId.DRIVE];
  const committed = await client.commit({ arrays, rows, cells, crc32c });
  if (!committed.ok) throw new Error(committed.error.sentence());
}
