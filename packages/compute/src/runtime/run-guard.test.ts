import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RunGuard, RunStopped } from './run-guard.js';

const script = fileURLToPath(new URL('../testing/exit-while-running.js', import.meta.url));

describe('a run guard', () => {
  test('refuses calls once stopped', async () => {
    const guard = RunGuard.create();
    await expect(guard.during(() => Promise.resolve(3))).resolves.toBe(3);
    guard.stop();
    await expect(guard.during(() => Promise.resolve(3))).rejects.toThrow(RunStopped);
  });

  test('stands in shared memory: another view of it sees the stop', async () => {
    const guard = RunGuard.create();
    const other = new RunGuard(guard.flags);
    guard.stop();
    await expect(other.during(() => Promise.resolve(3))).rejects.toThrow(RunStopped);
  });

  test('is free again after a call that failed', async () => {
    const guard = RunGuard.create();
    await expect(guard.during(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    guard.stop();
  });

  test.each(['exit', 'throw', 'unref'])(
    'lets the process end by %s while a worker runs, without abort',
    (how) => {
      const result = spawnSync(process.execPath, [script, how], { encoding: 'utf8', timeout: 30_000 });
      expect(result.stdout).toContain('running');
      expect(result.stderr).not.toContain('terminate called');
      expect(result.signal).toBeNull();
      expect(result.status).toBe(how === 'exit' ? 7 : how === 'throw' ? 1 : 0);
    },
  );

  test('lets a worker be terminated after stop', async () => {
    const guard = RunGuard.create();
    const worker = new Worker(new URL('../testing/busy-worker.js', import.meta.url), {
      workerData: guard.flags,
    });
    await new Promise((resolve) => worker.once('message', resolve));
    guard.stop();
    await expect(worker.terminate()).resolves.toBeDefined();
  });
});
