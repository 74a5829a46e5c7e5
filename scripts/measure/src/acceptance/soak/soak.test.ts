import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { resolveChip } from '@thermoloop/lab';
import { clientTiming } from '@thermoloop/protocol';
import { serveEmulator } from '@thermoloop/spu-emulator';
import { runSoak } from './run-soak.js';

const RUNS = 150;
const FASTER = 10;

test('every run of a host that cancels, resets and hangs up on a bad link is accounted for, and the next is right', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thermoloop-soak-'));
  const url = { kind: 'unix', path: join(folder, 'socket') } as const;
  const inside: string[] = [];
  const emulator = await serveEmulator(resolveChip('reference', {}).spec, url, {
    onFault: (fault) => inside.push(fault.message),
  });
  try {
    const timing = Object.fromEntries(
      Object.entries(clientTiming).map(([name, ms]) => [name, ms / FASTER]),
    ) as unknown as typeof clientTiming;
    const { runs, ends, disturbances, faults, next } = await runSoak({ url, runs: RUNS, seed: 2, timing });
    const { right = 0, ABORTED = 0, LINK_CLOSED = 0, DEVICE_SILENT = 0, NO_ANSWER = 0, ...others } = ends;
    expect(others).toEqual({});
    expect(right + ABORTED + LINK_CLOSED + DEVICE_SILENT + NO_ANSWER).toBe(runs);
    expect(runs).toBeGreaterThanOrEqual(RUNS);
    expect(right).toBeGreaterThan(RUNS / 3);
    // about 19 disturbances in 75 rounds and 18 faults in 1800 frames: fewer than these once in 10^5
    const sum = (counts: Readonly<Record<string, number>>): number =>
      Object.values(counts).reduce((total, value) => total + value, 0);
    expect(sum(disturbances)).toBeGreaterThan(2);
    expect(sum(faults)).toBeGreaterThan(2);
    expect(next.tried).toBeGreaterThan(2);
    expect(next.right).toBe(next.tried);
    expect(inside).toEqual([]);
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true });
  }
});
