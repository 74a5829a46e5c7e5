// eslint-disable-next-line no-restricted-syntax -- the event loop itself is what is measured
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ArrayId, DeviceState, StartState } from '@thermoloop/protocol';
import { RandomStream, VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import { expect, test } from '@jest/globals';
import { resolveChip } from '../chips/resolve-chip.js';
import { openDevice } from './open-device.js';

// One run whose Gram matrix (rows² · cells multiplications) keeps the arithmetic busy for seconds.
const rows = 3000;
const cells = 16_000;

test('while the device relaxes for two seconds, the host stays free and status is answered within 250 ms', async () => {
  const device = await openDevice(resolveChip('ideal', {}), new VirtualClock());
  const { client } = device;
  try {
    const couplings = new Float32Array(rows * cells);
    RandomStream.named(1, 'couplings').fillUniform(couplings);
    const drive = new Float32Array(cells).fill(1);
    const written = {
      [ArrayId.COUPLINGS]: await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }),
      [ArrayId.DRIVE]: await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }),
    };
    const crc32c = Object.fromEntries(
      Object.entries(written).map(([array, outcome]) => {
        if (!outcome.ok) throw new Error(outcome.error.sentence());
        return [array, outcome.value.crc32c];
      }),
    );
    const committed = await client.commit({
      arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
      rows,
      cells,
      crc32c,
    });
    expect(committed.ok).toBe(true);

    const delay = monitorEventLoopDelay({ resolution: 1 });
    const run = { ended: false };
    const started = wallClock.nowMs();
    delay.enable();
    const running = client.run({ start: StartState.ZERO, reads: 1, runTicks: 2_000_000_000n });
    void running.finally(() => (run.ended = true));
    const answersMs: number[] = [];
    const states = new Set<DeviceState>();
    while (!run.ended) {
      const asked = wallClock.nowMs();
      const status = await client.status();
      answersMs.push(wallClock.nowMs() - asked);
      if (!status.ok) throw new Error(status.error.sentence());
      if (!run.ended) states.add(status.value.state);
      await wallClock.sleep(10);
    }
    delay.disable();
    const relaxedMs = wallClock.nowMs() - started;
    const outcome = await running;
    expect(outcome.ok).toBe(true);

    expect(relaxedMs).toBeGreaterThan(2000);
    expect(states).toEqual(new Set([DeviceState.RUNNING]));
    expect(answersMs.length).toBeGreaterThan(20);
    expect(Math.max(...answersMs)).toBeLessThan(250);
    expect(delay.percentile(99) / 1e6).toBeLessThan(50);
  } finally {
    await device.close();
  }
});
