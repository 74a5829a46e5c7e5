import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trainResultSchema } from '@thermoloop/lab';
import { wallClock } from '@thermoloop/sim-kernel';
import { startEmulator } from './testing/emulator.js';
import { writeSmallDataset } from './testing/idx-files.js';
import { metricsWithoutWall, stepsAreWritten } from './testing/run-files.js';
import { smallNetwork } from './testing/small-network.js';
import { start, thermoloop } from './testing/spawn-cli.js';

/** A constant rate, since the others depend on the number of steps, which is another one once the run goes on. */
const small = ['train', ...smallNetwork, '--schedule', 'constant', '--eval-every', '1000', '--json'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-lost-'));
  writeSmallDataset(join(folder, 'data'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('kill -9 of the emulator in mid-run', () => {
  test.each(['gradient', 'previous'] as const)(
    'start %s: the host ends within 5 s with status 1 and says how to go on, and it can',
    async (startState) => {
      const out = `lost-${startState}`;
      const settings = [...small, '--start', startState];
      const first = await startEmulator(folder, ['--listen', `unix:${startState}.sock`]);
      const { url } = first.ready;
      const { ended } = start(folder, [...settings, '--steps', '100000', '--device', url, '--out', out]);
      await stepsAreWritten(join(folder, out), 5);
      first.child.kill('SIGKILL');
      const killedMs = wallClock.nowMs();
      const lost = await ended;
      expect(wallClock.nowMs() - killedMs).toBeLessThan(5000);
      expect(lost.status).toBe(1);
      const { status, stepsDone, error } = trainResultSchema.parse(JSON.parse(lost.stdout));
      expect(status).toBe('failed');
      const message = new RegExp(
        `^device ${url} was lost at step ${stepsDone + 1}: .* got no answer: .*\\n` +
          `thermoloop train --resume ${out} goes on after step ${stepsDone}\\.$`,
      );
      expect(error!.message).toMatch(message);
      expect(lost.stderr.trimEnd().endsWith(`error: ${error!.message}`)).toBe(true);

      const second = await startEmulator(folder, ['--listen', 'tcp://127.0.0.1:0']);
      const steps = String(stepsDone + 10);
      const resumed = await thermoloop(folder, [
        'train',
        '--resume',
        out,
        '--steps',
        steps,
        '--device',
        second.ready.url,
        '--json',
      ]);
      second.child.kill('SIGKILL');
      await second.ended;
      expect(resumed.status).toBe(0);
      const result = trainResultSchema.parse(JSON.parse(resumed.stdout));
      expect(result).toMatchObject({ status: 'done', stepsDone: stepsDone + 10 });
      if (startState === 'gradient') {
        const unbroken = await thermoloop(folder, [...settings, '--steps', steps, '--out', 'whole']);
        const expected = trainResultSchema.parse(JSON.parse(unbroken.stdout));
        expect(metricsWithoutWall(join(folder, out))).toBe(metricsWithoutWall(join(folder, 'whole')));
        expect(result.final).toEqual(expected.final);
        expect(result.virtualTime.byStageS).toEqual(expected.virtualTime.byStageS);
        expect(result.counters).toEqual(expected.counters);
        expect(result.resumed).toMatchObject({ step: stepsDone, isExact: true, notes: [] });
      } else {
        expect(result.resumed).toMatchObject({ step: stepsDone, isExact: false });
        expect(resumed.stderr).toMatch(
          /WARN: step \d+ starts from the last state as it was read \(start written\)/,
        );
        expect(result.steps[stepsDone]!.device).toMatchObject({ start: 'previous', startSent: 'written' });
        expect(result.steps[stepsDone + 1]!.device).toMatchObject({ startSent: 'previous' });
      }
      expect(readdirSync(join(folder, out, 'checkpoints'))).toHaveLength(2);
    },
  );
});

test('kill -9 of the host leaves the emulator ready for the next session within 5 s', async () => {
  const emulator = await startEmulator(folder, ['--listen', 'tcp://127.0.0.1:0']);
  const device = ['--device', emulator.ready.url];
  const host = start(folder, [...small, '--steps', '100000', '--out', 'killed', ...device]);
  await stepsAreWritten(join(folder, 'killed'), 2);
  host.child.kill('SIGKILL');
  await host.ended;
  const killedMs = wallClock.nowMs();
  const next = start(folder, [...small, '--steps', '100000', '--out', 'next', ...device]);
  await stepsAreWritten(join(folder, 'next'), 1);
  expect(wallClock.nowMs() - killedMs).toBeLessThan(5000);

  const busy = await thermoloop(folder, [...small, '--steps', '1', '--out', 'busy', ...device]);
  expect(busy.status).toBe(2);
  expect(busy.stderr.trimEnd()).toMatch(
    /^error: --device tcp:.*: HELLO was refused: another session is open.*\n.*$/,
  );
  for (const child of [next.child, emulator.child]) child.kill('SIGKILL');
  await Promise.all([next.ended, emulator.ended]);
});
