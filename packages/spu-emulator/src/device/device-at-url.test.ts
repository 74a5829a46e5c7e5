import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ArrayId,
  codeKindOf,
  CodeKind,
  DeviceState,
  ErrorCode,
  largestCode,
  Latch,
  nearestOnGrid,
  Observation,
  Stage,
  StartState,
  TestInput,
  type Capabilities,
  type CellReading,
  type CodeArray,
  type ErrorCodeName,
  type MeasureInput,
  type Outcome,
  type RegisterValues,
  type SpuClient,
} from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import { deviceUnderTest, type DeviceUnderTest } from '../testing/device-under-test.js';
import { connect, must, program } from '../testing/remote-host.js';
import { smallGains, smallSystem } from '../testing/small-system.js';

// What every device does, whatever its formats, gains and physics: by THERMOLOOP_DEVICE_URL it is asked of another one.

let device: DeviceUnderTest;
let client: SpuClient;
let chip: Capabilities;
let gains: Partial<RegisterValues>;

beforeAll(async () => {
  device = await deviceUnderTest();
});
afterAll(() => device.stop());

beforeEach(async () => {
  client = await connect(await device.dial());
  chip = client.capabilities;
  gains = smallGains(chip);
});
afterEach(() => client.close());

const run = { start: StartState.ZERO, runTicks: 0n };
const again = { ...run, latch: Latch.LATCHED };
const errorOf = (outcome: Outcome<unknown>): ErrorCodeName | undefined =>
  outcome.ok ? undefined : outcome.error.name;

async function arm(): Promise<void> {
  must(await client.writeRegisters(gains));
  await program(client, smallSystem(chip));
}

/** Codes of cells that stand at the start gain times these codes. */
const expectStarts = (reading: CellReading, from: CodeArray): void =>
  expectCodes(reading, from, gains.startGain! / gains.readoutGain!);

/** Codes of voltages of so many readout codes each: to a code and a half and a twentieth, f32 to a thousandth. */
function expectCodes({ codes }: CellReading, from: ArrayLike<number>, perCode: number): void {
  const isFloat = codeKindOf(codes) === CodeKind.FLOAT32;
  expect(codes).toHaveLength(from.length);
  Array.from(from).forEach((code, i) => {
    const wanted = code * perCode;
    const tolerance = isFloat ? 1e-3 : 1.5 + 0.05 * Math.abs(wanted);
    expect(Math.abs(codes[i]! - wanted)).toBeLessThanOrEqual(tolerance);
  });
}

describe('a session', () => {
  test('finds the device at power-on', async () => {
    expect(must(await client.status())).toMatchObject({
      state: DeviceState.IDLE,
      armed: 0,
      queuedRuns: 0,
      runs: 0n,
    });
    expect(must(await client.readRegister('identityBlocks'))).toBe(1);
    expect(errorOf(await client.run(run))).toBe('BAD_STATE');
    expect(errorOf(await client.run(again))).toBe('BAD_STATE');
    expect(errorOf(await client.read({ reads: 1, readIndex: 1 }))).toBe('BAD_STATE');
  });

  test('sees nothing of the one before', async () => {
    await arm();
    must(await client.run(run));
    await client.close();
    client = await connect(await device.dial());
    expect(must(await client.status())).toMatchObject({ state: DeviceState.IDLE, runs: 0n });
    expect(errorOf(await client.run(again))).toBe('BAD_STATE');
  });

  test('keeps another host out, and goes on', async () => {
    await arm();
    const transport = await device.dial();
    await expect(connect(transport)).rejects.toThrow(/session/);
    await transport.close();
    must(await client.run(run));
  });

  test('is reset from any state', async () => {
    await arm();
    must(await client.reset());
    expect(must(await client.status()).state).toBe(DeviceState.IDLE);
    expect(errorOf(await client.run(run))).toBe('BAD_STATE');
    await arm();
    const running = client.run({ ...run, runTicks: 1000n });
    must(await client.reset());
    expect([undefined, 'ABORTED']).toContain(errorOf(await running));
    expect(must(await client.status())).toMatchObject({ state: DeviceState.IDLE, runs: 0n });
    await arm();
    must(await client.run(run));
  });
});

describe('registers', () => {
  test('give back what was written, all or none of it', async () => {
    must(await client.writeRegisters(gains));
    expect(must(await client.readRegister('startGain'))).toBe(gains.startGain);
    const beyond = { leak: gains.leak!, readoutGain: 2 * chip.grids.readoutGain.maximum };
    const other = chip.grids.leak.maximum;
    expect(errorOf(await client.writeRegisters({ ...beyond, leak: other }))).toBe('OFF_GRID');
    expect(must(await client.readRegister('leak'))).toBe(gains.leak);
  });
});

describe('a run', () => {
  test('of no length reads as its start state', async () => {
    const { drive, start } = smallSystem(chip);
    const states = [
      [StartState.ZERO, drive.map(() => 0)],
      [StartState.GRADIENT, drive],
      [StartState.WRITTEN, start],
    ] as const;
    for (const [state, from] of states.filter(([state]) => chip.startStates.has(state))) {
      await arm();
      expectStarts(must(await client.run({ ...run, start: state })), from);
      expectStarts(must(await client.read({ reads: 1, readIndex: 1 })), from);
    }
  });

  test('reports its stages in their order and what it converted', async () => {
    await arm();
    const { report } = must(await client.run({ ...run, runTicks: 100n, reads: 2 }));
    const ends = [Stage.SETTLE, Stage.RELAX, Stage.ADC].map((stage) => report.stages[stage]!);
    ends.slice(1).forEach(({ startPs }, i) => expect(startPs).toBe(ends[i]!.endPs));
    const relaxedPs = ends[1]!.endPs - ends[1]!.startPs;
    expect(Number(relaxedPs)).toBeCloseTo(100 * chip.runTimer.stepS * 1e12, 0);
    expect(report.adcConversions).toBe(8n);
  });

  test('takes only the bank that was committed, once', async () => {
    await arm();
    must(await client.run(run));
    expect(must(await client.status())).toMatchObject({ state: DeviceState.HOLDING, armed: 0, runs: 1n });
    expect(errorOf(await client.run(run))).toBe('BAD_STATE');
    must(await client.run(again));
    await arm();
    const { drive } = smallSystem(chip);
    must(await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: 4 }));
    expect(errorOf(await client.run(run))).toBe('BAD_STATE');
  });

  test.each([
    ['carry', { carryTicks: 10n }],
    ['liveReads', { observation: Observation.LIVE, reads: 3, spacingTicks: 100_000n }],
    ['repeats', { repeats: 3 }],
  ] as const)('with %s does it, or says that the chip cannot', async (feature, order) => {
    await arm();
    must(await client.run(run));
    await arm();
    const outcome = await client.run({ ...run, ...order });
    expect(errorOf(outcome)).toBe(chip.runFeatures[feature] ? undefined : 'NOT_SUPPORTED');
    const readings = feature === 'carry' ? 1 : 3;
    if (outcome.ok) expect(outcome.value.codes).toHaveLength(4 * readings);
  });

  test('may be cancelled, and the next is right', async () => {
    await arm();
    const stop = new AbortController();
    const running = client.run({ ...run, runTicks: 1000n }, { signal: stop.signal });
    stop.abort();
    expect([undefined, 'ABORTED']).toContain(errorOf(await running));
    expect(must(await client.status()).state).not.toBe(DeviceState.RUNNING);
    await arm();
    const { drive } = smallSystem(chip);
    if (!chip.startStates.has(StartState.GRADIENT)) return;
    expectStarts(must(await client.run({ ...run, start: StartState.GRADIENT })), drive);
  });

  test('waits for the one before, and answers come in their order', async () => {
    await arm();
    const order: number[] = [];
    const tell = async (n: number, outcome: Promise<Outcome<unknown>>): Promise<void> => {
      must(await outcome);
      order.push(n);
    };
    const behind = Math.min(chip.runQueueDepth, 3);
    await Promise.all([
      tell(0, client.run({ ...run, runTicks: 1000n })),
      ...Array.from({ length: behind }, (_, i) => tell(i + 1, client.run({ ...again, runTicks: 10n }))),
    ]);
    expect(order).toEqual(Array.from({ length: behind + 1 }, (_, i) => i));
  });

  test('leaves status answered within 250 ms', async () => {
    await arm();
    const stop = new AbortController();
    const order = { ...run, runTicks: chip.runTimer.maximumTicks };
    const running = client.run(order, { signal: stop.signal });
    for (let i = 0; i < 20; i++) {
      const sentMs = wallClock.nowMs();
      must(await client.status());
      expect(wallClock.nowMs() - sentMs).toBeLessThan(250);
    }
    stop.abort();
    expect([undefined, 'ABORTED']).toContain(errorOf(await running));
  });
});

describe('a test point', () => {
  const measured = async (input: MeasureInput, from: readonly number[], perCode: number): Promise<void> => {
    const before = must(await client.status());
    const outcome = await client.measure(input, { adcConverter: 0, reads: 1, measureIndex: 1 });
    const names = { zero: TestInput.ZERO, reference: TestInput.REFERENCE, loopback: TestInput.LOOPBACK };
    if (!chip.testPoints.has(names[input.kind])) {
      expect(errorOf(outcome)).toBe('NOT_SUPPORTED');
      return;
    }
    expectCodes(must(outcome), from, perCode);
    expect(must(await client.status())).toEqual(before);
  };

  test('is converted, whatever the device is doing, or refused by a chip without', async () => {
    must(await client.writeRegisters(gains));
    const { drive, start } = smallSystem(chip);
    const delayTicks = chip.runTimer.maximumTicks;
    const loop = { kind: 'loopback', dacConverter: 0, codes: drive, delayTicks } as const;
    const all = async (): Promise<void> => {
      await measured({ kind: 'zero' }, [0], 1);
      await measured(loop, [...drive], gains.driveGain! / gains.readoutGain!);
    };
    await all();
    await arm();
    await all();
    const state = chip.startStates.has(StartState.WRITTEN) ? StartState.WRITTEN : StartState.ZERO;
    const held = must(await client.run({ ...run, start: state }));
    await all();
    const again = must(await client.read({ reads: 1, readIndex: 1 }));
    if (state === StartState.WRITTEN) for (const reading of [held, again]) expectStarts(reading, start);
  });

  test('of a known voltage reads as that', async () => {
    const volts = chip.referenceV ?? 0;
    const largest = largestCode(chip.formats[ArrayId.READOUT]);
    const wanted = Number.isFinite(largest) ? largest / 2 : 1;
    const readoutGain = nearestOnGrid(chip.grids.readoutGain, Math.abs(volts / wanted));
    must(await client.writeRegisters({ readoutGain }));
    await measured({ kind: 'reference' }, [volts], 1 / readoutGain);
  });
});

test('codes beyond what the device can hold are refused by their size', async () => {
  const rows = chip.rows + 1;
  const { couplings } = smallSystem(chip);
  const Codes = couplings.constructor as new (length: number) => CodeArray;
  const outcome = await client.write(ArrayId.COUPLINGS, new Codes(rows), { rows, columns: 1 });
  expect(outcome.ok ? undefined : outcome.error).toMatchObject({
    code: ErrorCode.TOO_LARGE,
    got: rows,
    limit: chip.rows,
  });
});
