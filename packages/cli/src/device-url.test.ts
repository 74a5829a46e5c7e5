import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctorResultSchema, trainResultSchema } from '@thermoloop/lab';
import { startEmulator, type Emulator } from './testing/emulator.js';
import { writeSmallDataset } from './testing/idx-files.js';
import { metricsWithoutWall } from './testing/run-files.js';
import { inPool, thermoloop } from './testing/spawn-cli.js';

// Couplings of 209 kB: more than one frame.
const small = ['train', '--data', 'data', '--workload', 'mnist-mlp', '--hidden', '64', '--batch', '16'];

let folder: string;
let unix: Emulator;
let tcp: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-url-'));
  writeSmallDataset(join(folder, 'data'));
  [unix, tcp] = await Promise.all([
    startEmulator(folder, ['--listen', 'unix:spu.sock']),
    startEmulator(folder, ['--chip', 'reference', '--listen', 'tcp://127.0.0.1:0']),
  ]);
});
afterAll(async () => {
  for (const { child, ended } of [unix, tcp]) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

describe('an emulated chip in a process of its own', () => {
  test('says where it listens, with the port that it found', () => {
    expect(unix.ready).toMatchObject({ status: 'ready', url: 'unix:spu.sock', chip: 'reference' });
    expect(tcp.ready.url).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(tcp.ready.pid).toBe(tcp.child.pid);
  });

  test('trains as one in threads does: the same metrics, byte for byte, over a unix socket and over TCP', async () => {
    const train = (out: string, ...device: string[]) =>
      thermoloop(folder, [...small, '--steps', '6', '--eval-every', '3', '--out', out, '--json', ...device]);
    const [worker, ...others] = await Promise.all([
      train('worker'),
      train('unix', '--device', unix.ready.url),
      train('tcp', '--device', tcp.ready.url),
    ]);
    expect([worker, ...others].map(({ status }) => status)).toEqual([0, 0, 0]);
    const metrics = metricsWithoutWall(join(folder, 'worker'));
    expect(metrics.split('\n')).toHaveLength(7);
    expect(metricsWithoutWall(join(folder, 'unix'))).toBe(metrics);
    expect(metricsWithoutWall(join(folder, 'tcp'))).toBe(metrics);

    const result = trainResultSchema.parse(JSON.parse(others[1].stdout));
    expect(result.device).toMatchObject({ url: tcp.ready.url, chip: 'reference', driveBits: 12 });
    expect(result.config).toMatchObject({ device: tcp.ready.url });
    expect(result.virtualTime.basisByStage.relax).toEqual({
      label: 'assumed',
      sources: [`told by the device at ${tcp.ready.url}`],
    });
    expect(existsSync(join(folder, 'tcp', 'chip.yaml'))).toBe(false);
  });

  test('is found well by doctor', async () => {
    const { status, stdout } = await thermoloop(folder, ['doctor', '--device', unix.ready.url, '--json']);
    const { checks } = doctorResultSchema.parse(JSON.parse(stdout));
    expect(checks.at(-1)).toMatchObject({ name: 'device', ok: true });
    expect(checks.at(-1)!.found).toMatch(
      /^device unix:spu\.sock: thermoloop reference, firmware \d+\.\d+, 32768 cells × 1024 rows, couplings 8 bit/,
    );
    expect(status).toBe(checks.every(({ ok }) => ok) ? 0 : 3);
  });
});

describe('the end of an emulator', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it in order, with status 0', async (signal) => {
    const { child, ended, ready } = await startEmulator(folder, [
      '--chip',
      'ideal',
      '--listen',
      `unix:${signal}`,
    ]);
    expect(existsSync(join(folder, signal))).toBe(true);
    child.kill(signal);
    const { status, stdout, stderr } = await ended;
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${JSON.stringify(ready)}\n` });
    expect(stderr).toContain('stopping');
    expect(existsSync(join(folder, signal))).toBe(false);
  });

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['--listen', 'http://x'],
      /^error: --listen: found "http:\/\/x", expected unix:PATH or tcp:\/\/HOST:PORT\n$/,
    ],
    [['--listen', 'unix:nowhere/spu.sock'], /^error: cannot listen at unix:nowhere\/spu\.sock: /],
    [
      ['--listen', 'unix:spu.sock'],
      /^error: cannot listen at unix:spu\.sock: someone listens there already \(EADDRINUSE\)\n$/,
    ],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--chip', 'refrence'],
      /^error: --chip refrence: .*\nDid you mean reference\?\n$/,
    ],
    [
      ['--listen', 'tcp://127.0.0.1:0', '--set', 'chip.x=1'],
      /^error: --set chip.x=1: found an unknown field/,
    ],
    [[], /^error: thermoloop emulate: required option '--listen <URL>' not specified\n/],
  ];

  test('what is wrong is told in one or two lines, with status 2', async () => {
    const ended = await inPool(refused, 2, ([args]) => thermoloop(folder, ['emulate', ...args]));
    for (const [i, { status, stdout, stderr }] of ended.entries()) {
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(refused[i]![1]);
      expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    }
  });
});
