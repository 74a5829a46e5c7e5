import { afterEach, describe, expect, test } from '@jest/globals';
import {
  DeviceState,
  dialDevice,
  formatDeviceUrl,
  Latch,
  ListenError,
  StartState,
  type DeviceUrl,
  type SessionEvent,
  type SpuClient,
} from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChipSpec } from '../chip/chip-schema.js';
import { busySystem } from '../testing/busy-system.js';
import { temporarySocket } from '../testing/device-under-test.js';
import { chipNamed } from '../testing/direct-host.js';
import { golden, goldenGains, goldenMean } from '../testing/golden-system.js';
import { connect, must, program } from '../testing/remote-host.js';
import { serveEmulator, type ServedEmulator, type ServeObserver } from './serve-emulator.js';

const ideal = chipNamed('ideal');
const tau = 1_000_000_000n;

const toEnd: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end();
});

function socket(): DeviceUrl & { kind: 'unix' } {
  const { url, remove } = temporarySocket();
  toEnd.push(remove);
  return url;
}

async function serve(
  url: DeviceUrl = socket(),
  spec: ChipSpec = ideal,
  observer?: ServeObserver,
): Promise<ServedEmulator> {
  const emulator = await serveEmulator(spec, url, observer);
  toEnd.push(() => emulator.stop());
  return emulator;
}

async function dial({ url }: ServedEmulator): Promise<SpuClient> {
  const client = await connect(await dialDevice(url));
  toEnd.push(() => client.close());
  return client;
}

async function expectGolden(client: SpuClient): Promise<void> {
  must(await client.writeRegisters(goldenGains));
  await program(client, golden);
  const { codes } = must(await client.run({ start: StartState.ZERO, runTicks: tau }));
  goldenMean([0, 0], 1).forEach((value, i) => expect(Math.abs(codes[i]! / value - 1)).toBeLessThan(1e-6));
}

async function sinceMs(startMs: number, promise: Promise<unknown>): Promise<number> {
  await promise;
  return wallClock.nowMs() - startMs;
}

describe('an emulator at a URL', () => {
  test.each([
    ['a socket', () => socket()],
    ['a port', (): DeviceUrl => ({ kind: 'tcp', host: '127.0.0.1', port: 0 })],
  ])('is a chip on %s', async (_, url) => {
    const emulator = await serve(url());
    if (emulator.url.kind === 'tcp') expect(emulator.url.port).toBeGreaterThan(0);
    await expectGolden(await dial(emulator));
  });

  test('has one session at a time, and tells of each', async () => {
    const events: SessionEvent[] = [];
    const emulator = await serve(socket(), ideal, { onSession: (event) => events.push(event) });
    const first = await dial(emulator);
    await expect(dial(emulator)).rejects.toThrow('another session is open');
    await expectGolden(first);
    await first.close();
    await expectGolden(await dial(emulator));
    await emulator.stop();
    expect(events.map((event) => (event.kind === 'ended' ? event.reason : event.kind))).toEqual([
      'opened',
      'closed',
      'opened',
      'stopped',
    ]);
  });

  test('tells what the arithmetic fails of', async () => {
    const faults: string[] = [];
    const emulator = await serve(socket(), ideal, { onFault: ({ message }) => faults.push(message) });
    const client = await dial(emulator);
    must(await client.writeRegisters({ leak: 0.1 }));
    const beyond = Float32Array.of(3e38, -3e38);
    await program(client, { ...golden, couplings: new Float32Array(2), drive: beyond });
    const outcome = await client.run({ start: StartState.ZERO, runTicks: 20n * tau });
    expect(outcome.ok ? undefined : outcome.error.name).toBe('INTERNAL');
    expect(faults).toEqual([
      'the emulator failed: NotFiniteError: cell 0: found Infinity, expected a finite value',
    ]);
    await expectGolden(client);
  });

  test('refuses a place where another serves, and takes that of one that is gone', async () => {
    const emulator = await serve();
    await expect(serveEmulator(ideal, emulator.url)).rejects.toThrow(ListenError);
    await expect(serveEmulator(ideal, emulator.url)).rejects.toThrow(/someone listens there already/);
    await expectGolden(await dial(emulator));
    await emulator.stop();
    await expectGolden(await dial(await serve(emulator.url)));
  });

  test('stops in the middle of a run, closes what is open and takes its socket away', async () => {
    const url = socket();
    const emulator = await serve(url);
    const client = await dial(emulator);
    await program(client, busySystem);
    const running = client.run({ start: StartState.ZERO, runTicks: tau });
    must(await client.status());
    expect(existsSync(url.path)).toBe(true);
    await Promise.all([emulator.stop(), emulator.stop()]);
    expect(existsSync(url.path)).toBe(false);
    expect(await emulator.ended).toBeUndefined();
    const outcome = await running;
    expect(outcome.ok ? undefined : outcome.error.name).toBe('LINK_CLOSED');
    await expect(dialDevice(url)).rejects.toThrow();
  });

  test('says what it failed of', async () => {
    const broken = { ...ideal, adc: undefined } as unknown as ChipSpec;
    await expect(serveEmulator(broken, socket())).rejects.toThrow(/^the emulator failed: /);
  });
});

test('a host that is killed in the middle of a run leaves the device ready within 5 s', async () => {
  const emulator = await serve();
  const script = fileURLToPath(new URL('../testing/host-in-mid-run.js', import.meta.url));
  for (let killed = 0; killed < 2; killed++) {
    const host = spawn(process.execPath, [script, formatDeviceUrl(emulator.url)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(host.stdout, 'data');
    host.kill('SIGKILL');
    await once(host, 'exit');
    const startMs = wallClock.nowMs();
    const client = await dial(emulator);
    expect(must(await client.status())).toMatchObject({ state: DeviceState.IDLE, runs: 0n });
    expect(await sinceMs(startMs, expectGolden(client))).toBeLessThan(5000);
    await client.close();
  }
});

test('status is answered within 250 ms while cells are stepped through time, and a reset ends it at once', async () => {
  const emulator = await serve(socket(), chipNamed('ideal-sde'));
  const client = await dial(emulator);
  const gains = { couplingGain: 1e-4, leak: 1, driveGain: 1, readoutGain: 1, noise: 1 };
  must(await client.writeRegisters(gains));
  await program(client, busySystem);
  // fifty million time steps
  const stepping = client.run({ start: StartState.ZERO, runTicks: 1000n * 1000n * tau });
  const waitsMs: number[] = [];
  for (let i = 0; i < 20; i++) {
    waitsMs.push(await sinceMs(wallClock.nowMs(), client.status()));
    await wallClock.sleep(50);
  }
  expect(must(await client.status()).state).toBe(DeviceState.RUNNING);
  expect(Math.max(...waitsMs)).toBeLessThan(250);

  const stop = new AbortController();
  const behind = client.run(
    { start: StartState.ZERO, latch: Latch.LATCHED, runTicks: 0n },
    { signal: stop.signal },
  );
  expect(must(await client.status()).queuedRuns).toBe(1);
  stop.abort();
  const aborted = await behind;
  expect(aborted.ok ? undefined : aborted.error.name).toBe('ABORTED');
  expect(must(await client.status())).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 0 });

  const resetMs = wallClock.nowMs();
  expect(await sinceMs(resetMs, client.reset())).toBeLessThan(250);
  const outcome = await stepping;
  expect(outcome.ok ? undefined : outcome.error.name).toBe('ABORTED');
  must(await client.writeRegisters(goldenGains));
  await program(client, golden);
  must(await client.run({ start: StartState.ZERO, runTicks: tau }));
  expect(wallClock.nowMs() - resetMs).toBeLessThan(2000);
});
