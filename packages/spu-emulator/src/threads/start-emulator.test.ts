import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DeviceState, ErrorCode, Latch, StartState, type SpuClient } from '@thermoloop/protocol';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChipSpec } from '../chip/chip-schema.js';
import { busySystem } from '../testing/busy-system.js';
import { chipNamed } from '../testing/direct-host.js';
import { golden, goldenGains } from '../testing/golden-system.js';
import { connect, must, program } from '../testing/remote-host.js';
import { startEmulator, type Emulator } from './start-emulator.js';

const ideal = chipNamed('ideal');
const tau = 1_000_000_000n;

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function start(spec: ChipSpec = ideal): Promise<{ emulator: Emulator; client: SpuClient }> {
  const emulator = await startEmulator(spec);
  running.push(emulator);
  return { emulator, client: await connect(emulator.transport) };
}

describe('an emulated chip in its threads', () => {
  let emulator: Emulator;
  let client: SpuClient;
  let tell: (fault: Error) => void;
  const told = new Promise<Error>((resolve) => (tell = resolve));
  beforeAll(async () => {
    emulator = await startEmulator(ideal, tell);
    client = await connect(emulator.transport);
  });
  afterAll(() => emulator.stop());

  test('gives the golden means through the protocol to 1e-6', async () => {
    must(await client.writeRegisters(goldenGains));
    await program(client, golden);
    let latch: Latch = Latch.ARMED;
    const meanFrom = async (state: StartState, runTicks: bigint): Promise<number[]> => {
      const reading = must(await client.run({ start: state, latch, runTicks }));
      latch = Latch.LATCHED;
      return Array.from(reading.codes);
    };
    const expectClose = (got: number[], wanted: number[]): void =>
      wanted.forEach((value, i) => expect(Math.abs(got[i]! / value - 1)).toBeLessThan(1e-6));

    expectClose(await meanFrom(StartState.ZERO, (7n * tau) / 10n), [0.7468146035081505, -0.534556195805252]);
    expectClose(
      await meanFrom(StartState.GRADIENT, (7n * tau) / 10n),
      [1.8332820372085123, -1.1588027881223733],
    );
    expectClose(await meanFrom(StartState.ZERO, 400n * tau), [155 / 13, -80 / 13]);
  });

  test('answers status while cells relax, and goes on after a reset in the middle', async () => {
    await program(client, busySystem);
    let ended = false;
    const run = client.run({ start: StartState.ZERO, runTicks: tau }).then((outcome) => {
      ended = true;
      return outcome;
    });
    expect(must(await client.status()).state).toBe(DeviceState.RUNNING);
    expect(ended).toBe(false);
    must(await client.reset());
    const outcome = await run;
    expect(outcome.ok ? undefined : outcome.error.code).toBe(ErrorCode.ABORTED);
    must(await client.writeRegisters({ leak: 0.1 }));
    await program(client, golden);
    const reading = must(await client.run({ start: StartState.GRADIENT, runTicks: 0n }));
    expect(Array.from(reading.codes)).toEqual([1, -1]);
  });

  test('a run that the arithmetic cannot do is INTERNAL and told; session and device live on', async () => {
    must(await client.writeRegisters({ leak: 0.1, driveGain: 1, readoutGain: 1 }));
    const beyond = Float32Array.of(3e38, -3e38);
    await program(client, { ...golden, couplings: new Float32Array(2), drive: beyond });
    const outcome = await client.run({ start: StartState.ZERO, runTicks: 20n * tau });
    expect(outcome.ok ? undefined : outcome.error.name).toBe('INTERNAL');
    expect((await told).message).toBe(
      'the emulator failed: NotFiniteError: cell 0: found Infinity, expected a finite value',
    );
    await program(client, golden);
    const reading = must(await client.run({ start: StartState.GRADIENT, runTicks: 0n }));
    expect(Array.from(reading.codes)).toEqual([1, -1]);
  });

  test('lets its host close first, and still stops', async () => {
    await client.close();
    await emulator.stop();
  });
});

test('two chips with one seed give the same bytes', async () => {
  const codes = async (): Promise<Uint8Array> => {
    const { client } = await start(chipNamed('reference'));
    must(
      await client.writeRegisters({
        simulationSeed: 11n,
        leak: 1,
        driveGain: 2 ** -12,
        readoutGain: 2 ** -9,
      }),
    );
    const drive = new Int16Array(5000).map((_, i) => (i % 4000) - 2000);
    await program(client, {
      rows: 60,
      cells: 5000,
      couplings: new Int8Array(300_000).map((_, i) => i % 127),
      drive,
    });
    return new Uint8Array(
      must(await client.run({ start: StartState.ZERO, reads: 3, runTicks: 2000n })).codes,
    );
  };
  expect(await codes()).toEqual(await codes());
});

describe('the end', () => {
  test('stop abandons a run, closes the transport without a reason, and may be called twice', async () => {
    const { emulator, client } = await start();
    const closed = new Promise<Error | undefined>((resolve) => emulator.transport.onClose(resolve));
    await program(client, busySystem);
    void client.run({ start: StartState.ZERO, runTicks: tau });
    must(await client.status());
    await Promise.all([emulator.stop(), emulator.stop()]);
    expect(await closed).toBeUndefined();
  });

  test('a thread that fails before it takes messages fails the start with its message', async () => {
    const broken = { ...ideal, adc: undefined } as unknown as ChipSpec;
    await expect(startEmulator(broken)).rejects.toThrow(/^the emulator failed: /);
  });

  test.each([
    ['process.exit', 3],
    ['an uncaught error', 1],
  ])('a process that ends by %s in the middle of a run does not abort', async (way, status) => {
    const script = fileURLToPath(new URL('../testing/exit-in-mid-run.js', import.meta.url));
    const child = spawn(process.execPath, [script, way], { stdio: 'ignore' });
    const ended = await new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? code)),
    );
    expect(ended).toBe(status);
  });
});
