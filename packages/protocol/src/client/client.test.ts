import { describe, expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import * as fc from 'fast-check';
import type { CapabilityRecord } from '../capabilities.js';
import { ArrayId, DeviceState, ErrorCode, Flag, FrameKind, Latch, StartState } from '../generated/enums.js';
import { HEADER_BYTES } from '../generated/frame.js';
import { Opcode } from '../generated/messages.js';
import { SpuServer, type SpuServerOptions } from '../server/server.js';
import { plainCapabilities, PlainDevice } from '../testing/plain-device.js';
import { shortTiming } from '../testing/short-timing.js';
import { sameBytes, upload as uploadProblem } from '../testing/problem.js';
import { settled } from '../testing/raw-host.js';
import { memoryTransportPair, type Tamper } from '../transport/memory-transport.js';
import { readHeader } from '../wire/frame.js';
import { errorReply, type Outcome } from '../wire-error.js';
import { SpuClient } from './client.js';

const noClock = { nowPs: 0n };

interface Setting {
  readonly chip?: Partial<CapabilityRecord>;
  readonly options?: SpuServerOptions;
  readonly down?: Tamper;
  readonly up?: Tamper;
}

async function start(setting: Setting = {}) {
  const pair = memoryTransportPair(setting);
  const device = new PlainDevice({ ...plainCapabilities, ...setting.chip });
  const server = new SpuServer(device, setting.options);
  server.attach(pair.device);
  const clock = { nowPs: 0n };
  const connected = await SpuClient.connect(pair.host, clock, shortTiming);
  if (!connected.ok) throw new Error(connected.error.sentence());
  return { client: connected.value, device, server, clock, transport: pair.host };
}

const rows = 3;
const cells = 700;
const couplings = Int8Array.from({ length: rows * cells }, (_, i) => (i % 127) - 63);
const drive = Int16Array.from({ length: cells }, (_, i) => i - 350);

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.sentence());
  return outcome.value;
}

const errorOf = (outcome: Outcome<unknown>): ErrorCode | undefined =>
  outcome.ok ? undefined : outcome.error.code;

const upload = (client: SpuClient): Promise<Outcome<void>> =>
  uploadProblem(client, { couplings, drive, rows });

const order = { start: StartState.GRADIENT, reads: 2, runTicks: 7n } as const;

/** Lets through all but the frames that it is told to change. */
const tamperFrames =
  (
    change: (frame: Uint8Array, kind: FrameKind, opcode: number) => readonly Uint8Array[] | undefined,
  ): Tamper =>
  (bytes) => {
    const header = readHeader(bytes, 0);
    return (header && change(bytes, header.kind, header.opcode)) ?? [bytes];
  };

function damaged(frame: Uint8Array): Uint8Array[] {
  const copy = frame.slice();
  copy[HEADER_BYTES]! ^= 1;
  return [copy];
}

describe('a session', () => {
  test('goes from HELLO over a run to CLOSE', async () => {
    const { client, device } = await start();
    expect(client.capabilities).toMatchObject({ chip: 'plain', cells: 4096 });
    value(await client.writeRegisters({ leak: 2, simulationSeed: 2n ** 60n, identityBlocks: 1 }));
    expect(value(await client.readRegister('leak'))).toBe(2);
    expect(value(await client.readRegister('simulationSeed'))).toBe(2n ** 60n);
    value(await upload(client));
    expect(device.arrays.get(ArrayId.COUPLINGS)).toEqual(new Uint8Array(couplings.buffer));
    const { codes, report } = value(await client.run(order));
    expect(codes).toEqual(Int16Array.of(...drive, ...drive));
    expect(report).toMatchObject({ adcConversions: 20n, energyJ: [0, 1, 2, 3, 4, 5, 6] });
    expect(value(await client.read({ reads: 1, readIndex: 1 })).codes).toEqual(drive);
    // without another commit the same problem runs again
    expect(value(await client.run({ ...order, latch: Latch.LATCHED, reads: 1 })).codes).toEqual(drive);
    expect(value(await client.status())).toMatchObject({
      state: DeviceState.HOLDING,
      runs: 2n,
      bootCount: 1,
    });
    await client.close();
    expect(device.log.at(-1)).toBe('sessionClosed');
    expect(errorOf(await client.status())).toBe(ErrorCode.LINK_CLOSED);
  });

  test('does not open with a device of another version, and says why', async () => {
    const pair = memoryTransportPair({
      down: tamperFrames((frame) => {
        const old = frame.slice();
        old[HEADER_BYTES + 8]! ^= 0xff; // schema hash; the CRC is made good again below
        return [recrc(old)];
      }),
    });
    new SpuServer(new PlainDevice()).attach(pair.device);
    const connected = await SpuClient.connect(pair.host, noClock, shortTiming);
    expect(errorOf(connected)).toBe(ErrorCode.BAD_VERSION);
    expect(!connected.ok && connected.error.sentence()).toMatch(
      /^HELLO was refused: host and device were built from different message tables \(0x[0-9a-f]+ and 0x[0-9a-f]+\)/,
    );
  });

  test('does not open with a device whose record is not one', async () => {
    const pair = memoryTransportPair();
    new SpuServer(new PlainDevice({ ...plainCapabilities, banks: 3 })).attach(pair.device);
    const connected = await SpuClient.connect(pair.host, noClock, shortTiming);
    expect(!connected.ok && connected.error.sentence()).toMatch(
      /^CAPABILITIES was answered with a record that breaks the protocol: banks: /,
    );
  });

  test('does not open over a closed transport', async () => {
    const pair = memoryTransportPair();
    await pair.host.close();
    expect(errorOf(await SpuClient.connect(pair.host, noClock, shortTiming))).toBe(ErrorCode.LINK_CLOSED);
  });

  test('gets BUSY while another is open', async () => {
    const { server } = await start();
    const pair = memoryTransportPair();
    server.attach(pair.device);
    const second = await SpuClient.connect(pair.host, noClock, shortTiming);
    expect(!second.ok && second.error.sentence()).toContain('another session is open');
  });

  test('that the other side closes ends everything that waits', async () => {
    const { client, device, server } = await start();
    value(await upload(client));
    device.gate = () => new Promise(() => undefined);
    const run = client.run(order);
    const write = client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells });
    await server.close();
    expect([errorOf(await run), errorOf(await write)]).toEqual([
      ErrorCode.LINK_CLOSED,
      ErrorCode.LINK_CLOSED,
    ]);
  });
});

/** Makes the payload CRC of a changed frame good again. */
function recrc(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer);
  let crc = 0xffff_ffff;
  for (const byte of frame.subarray(HEADER_BYTES, frame.length - 4)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  }
  view.setUint32(frame.length - 4, ~crc >>> 0, true);
  return frame;
}

describe('commands given without waiting', () => {
  test('are executed in order and answered each', async () => {
    const { client, device } = await start();
    const outcomes = await Promise.all([
      client.writeRegisters({ leak: 2 }),
      client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }),
      client.writeRegisters({ leak: 2.1 }),
      client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }),
      client.readRegister('leak'),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
    expect(outcomes[4]).toMatchObject({ ok: true, value: 2 });
    expect(device.log).toEqual(['writeRegisters', 'beginWrite 0', 'beginWrite 2']);
  });

  test('include a whole problem with its run', async () => {
    const { client } = await start();
    const crcs = value(await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }));
    const g = value(await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }));
    const [armed, ran] = await Promise.all([
      client.commit({
        arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
        rows,
        cells,
        crc32c: { [ArrayId.COUPLINGS]: crcs.crc32c, [ArrayId.DRIVE]: g.crc32c },
      }),
      client.run({ ...order, reads: 1 }),
    ]);
    value(armed);
    expect(value(ran).codes).toEqual(drive);
  });

  test('wait behind an array for its credit, and STATUS does not', async () => {
    const { client, device } = await start({
      options: { creditWindowBytes: 1024 },
      up: tamperFrames((_frame, kind) => (kind === FrameKind.CREDIT ? [] : undefined)),
    });
    const write = client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells });
    const registers = client.writeRegisters({ leak: 2 });
    await settled();
    // 1024 bytes of credit are two pieces of 496
    expect(device.linkLog.filter(({ frame }) => frame.opcode === Opcode.DATA)).toHaveLength(2);
    expect(device.log).toEqual(['beginWrite 0']);
    // what the lost CREDITs would have said, STATUS says
    for (let i = 0; i < 4; i++) value(await client.status());
    value(await write);
    value(await registers);
    expect(device.arrays.get(ArrayId.COUPLINGS)).toEqual(new Uint8Array(couplings.buffer));
  });
});

test('codes go on where the position passes 2^32', async () => {
  const { client, device } = await start({ options: { creditWindowBytes: 1024 } });
  const stream = client as unknown as { position: number };
  // as if much had been written in between: each step stays below half of the range
  for (let quarter = 1; quarter <= 4; quarter++) {
    stream.position = quarter * 2 ** 30 - 700;
    value(await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }));
    expect(stream.position).toBe((quarter * 2 ** 30 - 700 + couplings.length) % 2 ** 32);
  }
  value(await upload(client));
  expect(device.arrays.get(ArrayId.COUPLINGS)).toEqual(new Uint8Array(couplings.buffer));
});

describe('virtual time', () => {
  test('is stamped at the call, and each outcome tells when its answer arrived', async () => {
    const { client, device, clock } = await start();
    clock.nowPs = 1_000_000n;
    const written = client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells });
    clock.nowPs = 2_000_000n;
    const leak = await client.writeRegisters({ leak: 2 });
    const departures = device.linkLog.filter(({ way }) => way === 'down').map((entry) => entry.departurePs);
    // the WRITE and its three pieces left at the call
    expect(departures).toEqual([...Array.from({ length: 4 }, () => 1_000_000n), 2_000_000n]);
    expect((await written).arrivalPs).toBeGreaterThan(1_000_000n);
    expect(leak.arrivalPs).toBeGreaterThan(2_000_000n);
    value(await upload(client));
    const ran = await client.run(order);
    expect(ran.arrivalPs).toBe(value(ran).report.stages[6]!.endPs);
    const refused = await client.run(order);
    expect(refused).toMatchObject({ ok: false });
    expect(refused.arrivalPs).toBeGreaterThan(2_000_000n);
    expect(await client.status()).not.toHaveProperty('arrivalPs');
    expect(clock.nowPs).toBe(2_000_000n);
  });

  test('is left to silicon that has none', async () => {
    const { client, device } = await start({ chip: { simulationFeatures: 0 } });
    value(await upload(client));
    expect(await client.run(order)).not.toHaveProperty('arrivalPs');
    expect(device.linkLog).toEqual([]);
  });
});

describe('a refusal', () => {
  test('comes as a value with a sentence', async () => {
    const { client } = await start();
    const outcome = await client.writeRegisters({ leak: 2.1 });
    expect(!outcome.ok && outcome.error).toMatchObject({ name: 'OFF_GRID', got: 2.1, limit: 2 });
    expect(!outcome.ok && outcome.error.sentence()).toBe(
      'WRITE_REGISTERS would set leak to 2.1, which is not on its grid; the nearest value is 2',
    );
  });

  test('of an array in the middle stops its pieces, and the next goes', async () => {
    const { client, device } = await start({ options: { creditWindowBytes: 1024 } });
    device.refuseWrites = errorReply(ErrorCode.BAD_STATE, { got: DeviceState.RUNNING });
    const refused = await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells });
    expect(!refused.ok && refused.error.sentence()).toBe('WRITE is not possible while the device is RUNNING');
    const { framesSent } = client.traffic;
    expect(framesSent).toBeLessThanOrEqual(5); // HELLO, CAPABILITIES, WRITE, two pieces
    device.refuseWrites = undefined;
    value(await upload(client));
    value(await client.run(order));
  });

  test('of a commit leaves a later run its own', async () => {
    const { client } = await start();
    value(await upload(client));
    const arrays = [ArrayId.COUPLINGS, ArrayId.DRIVE];
    const refused = await client.commit({ arrays, rows, cells: 20, crc32c: {} });
    expect(errorOf(refused)).toBe(ErrorCode.INCOMPLETE);
    expect(value(await client.run({ ...order, reads: 1 })).codes).toEqual(drive);
  });
});

test('a reading has the cells of the run that it reads, also when another problem is armed', async () => {
  const { client } = await start();
  value(await upload(client));
  value(await client.run({ ...order, reads: 1 }));
  const b = value(await client.write(ArrayId.COUPLINGS, couplings.subarray(0, 20), { rows: 1, columns: 20 }));
  const g = value(await client.write(ArrayId.DRIVE, drive.subarray(5, 25), { rows: 1, columns: 20 }));
  const armed = {
    arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
    rows: 1,
    cells: 20,
    crc32c: { [ArrayId.COUPLINGS]: b.crc32c, [ArrayId.DRIVE]: g.crc32c },
  };
  value(await client.commit(armed));
  expect(value(await client.read({ reads: 1, readIndex: 0 })).codes).toEqual(drive);
  expect(value(await client.run({ ...order, reads: 1 })).codes).toEqual(drive.slice(5, 25));
});

/** Runs that go on until they are let go, one after the other. */
function holdRuns(device: PlainDevice): () => Promise<void> {
  const waiting: (() => void)[] = [];
  device.gate = () => new Promise((resolve) => void waiting.push(resolve));
  return async () => {
    waiting.shift()?.();
    await settled();
  };
}

describe('runs that wait on the device', () => {
  const other = drive.map((code) => -code);
  const uploadOther = (client: SpuClient): Promise<Outcome<void>> =>
    uploadProblem(client, { couplings: couplings.subarray(0, 20), drive: other.subarray(0, 20), rows: 1 });

  test('are each of their own problem and give its cells', async () => {
    const { client, device } = await start();
    value(await upload(client));
    const letGo = holdRuns(device);
    const first = client.run({ ...order, reads: 1 });
    value(await uploadOther(client));
    const second = client.run({ ...order, repeats: 2, reads: 1 });
    const third = await client.read({ reads: 1, readIndex: 0 });
    expect(!third.ok && third.error.sentence()).toBe('READ was refused: 1 runs wait already');
    expect(value(await client.status())).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 1 });
    await letGo();
    expect(value(await first).codes).toEqual(drive);
    const reading = client.read({ reads: 1, readIndex: 1 });
    await letGo();
    expect(value(await second).codes).toEqual(Int16Array.of(...other.slice(0, 20), ...other.slice(0, 20)));
    expect(value(await reading).codes).toEqual(other.slice(0, 20));
  });

  test('keep their problem when one between them is refused or cancelled', async () => {
    const { client, device } = await start();
    value(await upload(client));
    const letGo = holdRuns(device);
    const first = client.run({ ...order, reads: 1 });
    value(await uploadOther(client));
    const controller = new AbortController();
    const second = client.run({ ...order, reads: 1 }, { signal: controller.signal });
    controller.abort();
    expect(errorOf(await second)).toBe(ErrorCode.ABORTED);
    const again = client.run({ ...order, latch: Latch.LATCHED, reads: 1 });
    await letGo();
    await letGo();
    expect(value(await first).codes).toEqual(drive);
    // which problem is latched after a cancelled run only the device knows: the host takes what it sends
    expect(value(await again).codes).toHaveLength(20);
  });

  test('may be given with their COMMIT, whose refusal refuses them too', async () => {
    const { client, device } = await start();
    const b = value(await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }));
    const g = value(await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }));
    const problem = { arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE], rows, cells };
    const crc32c = { [ArrayId.COUPLINGS]: b.crc32c, [ArrayId.DRIVE]: g.crc32c };
    const wrong = await Promise.all([client.commit({ ...problem, crc32c: {} }), client.run(order)]);
    expect(wrong.map(errorOf)).toEqual([ErrorCode.BAD_TOTAL_CRC, ErrorCode.BAD_STATE]);
    const right = await Promise.all([client.commit({ ...problem, crc32c }), client.run(order)]);
    expect(right.map(({ ok }) => ok)).toEqual([true, true]);
    expect(device.ran).toHaveLength(1);
  });
});

describe('a run that is cancelled', () => {
  test('ends with ABORTED on the device, and the next run is right', async () => {
    const { client, device } = await start();
    value(await upload(client));
    holdRuns(device);
    const controller = new AbortController();
    const run = client.run(order, { signal: controller.signal });
    await settled();
    expect(device.state).toBe(DeviceState.RUNNING);
    controller.abort();
    expect(!(await run).ok && errorOf(await run)).toBe(ErrorCode.ABORTED);
    expect(device.ran).toEqual([]);
    device.gate = () => Promise.resolve();
    value(await upload(client));
    expect(value(await client.run({ ...order, reads: 1 })).codes).toEqual(drive);
  });

  test('before it was sent never reaches the device', async () => {
    const { client, device } = await start();
    value(await upload(client));
    const early = await client.run(order, { signal: AbortSignal.abort() });
    expect(errorOf(early)).toBe(ErrorCode.ABORTED);
    const { client: slow, device: far } = await start({
      options: { creditWindowBytes: 1024 },
      up: tamperFrames((_frame, kind) => (kind === FrameKind.CREDIT ? [] : undefined)),
    });
    const write = slow.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells });
    const controller = new AbortController();
    const run = slow.run(order, { signal: controller.signal });
    controller.abort();
    expect(errorOf(await run)).toBe(ErrorCode.ABORTED);
    value(await write);
    expect([...device.log, ...far.log]).not.toContain('run');
  });

  test('too late gives its codes', async () => {
    const { client, device } = await start();
    value(await upload(client));
    const letGo = holdRuns(device);
    const controller = new AbortController();
    const run = client.run(order, { signal: controller.signal });
    await settled();
    const gone = letGo();
    controller.abort();
    await gone;
    expect((await run).ok).toBe(true);
    controller.abort();
  });

  test.each([
    ['RUN', Opcode.RUN, 'down'],
    ['CANCEL', Opcode.CANCEL, 'down'],
    ['the answer to RUN', Opcode.RUN, 'up'],
    ['the answer to CANCEL', Opcode.CANCEL, 'up'],
  ] as const)('ends so also where %s is lost', async (_name, lost, way) => {
    let isLost = false;
    const lose = tamperFrames((_frame, _kind, opcode) => {
      if (opcode !== lost || isLost) return undefined;
      isLost = true;
      return [];
    });
    const { client, device } = await start({ [way]: lose });
    value(await upload(client));
    holdRuns(device);
    const controller = new AbortController();
    const run = client.run(order, { signal: controller.signal });
    await settled();
    controller.abort();
    expect(errorOf(await run)).toBe(ErrorCode.ABORTED);
    expect(device.ran).toEqual([]);
    expect(device.state).not.toBe(DeviceState.RUNNING);
  });
});

describe('a device', () => {
  const silent = (): SpuServerOptions => ({
    timing: { helloTimeoutMs: 60_000, displaceAfterMs: 60_000, pauseMs: 5 },
  });

  test('that is mute from the start is told to be silent', async () => {
    const pair = memoryTransportPair();
    const before = wallClock.nowMs();
    const connected = await SpuClient.connect(pair.host, noClock, shortTiming);
    expect(!connected.ok && connected.error.sentence()).toMatch(
      /^HELLO got no answer: nothing was heard of the device for \d/,
    );
    expect(errorOf(connected)).toBe(ErrorCode.DEVICE_SILENT);
    expect(wallClock.nowMs() - before).toBeLessThan(2 * shortTiming.silenceMs);
  });

  test.each([true, false])('that speaks another language is told apart, closing: %s', async (closes) => {
    const pair = memoryTransportPair();
    pair.device.send(new TextEncoder().encode('220 mail.example ESMTP ready\r\n'));
    pair.device.onReceive(() => {
      pair.device.send(new TextEncoder().encode('500 unrecognized\r\n'));
      if (closes) void pair.device.close();
    });
    const connected = await SpuClient.connect(pair.host, noClock, shortTiming);
    expect(errorOf(connected)).toBe(ErrorCode.NOT_SPU_LINK);
    expect(!connected.ok && connected.error.sentence()).toMatch(
      /^HELLO got no answer: \d+ bytes came that hold no frame; .* does not speak SPU-Link$/,
    );
  });

  test('that falls silent in the middle of a run ends it, and a RESET brings it back', async () => {
    let isCut = false;
    const cut: Tamper = (bytes) => (isCut ? [] : [bytes]);
    const { client, device } = await start({ up: cut, options: silent() });
    value(await upload(client));
    const letGo = holdRuns(device);
    const run = client.run(order);
    await settled();
    isCut = true;
    const before = wallClock.nowMs();
    expect(errorOf(await run)).toBe(ErrorCode.DEVICE_SILENT);
    const limitMs = shortTiming.heartbeatMs + shortTiming.silenceMs;
    expect(wallClock.nowMs() - before).toBeLessThan(1.5 * limitMs);
    await letGo();
    isCut = false;
    value(await client.reset());
    device.gate = () => Promise.resolve();
    value(await upload(client));
    expect(value(await client.run({ ...order, reads: 1 })).codes).toEqual(drive);
  });

  test('that computes for long is waited for: the run is sent once', async () => {
    let runs = 0;
    const { client, device } = await start({
      down: tamperFrames((_frame, _kind, opcode) => {
        if (opcode === Opcode.RUN) runs += 1;
        return undefined;
      }),
    });
    value(await upload(client));
    device.gate = () => wallClock.sleep(3 * shortTiming.silenceMs);
    expect(value(await client.run(order)).codes).toHaveLength(2 * cells);
    expect(runs).toBe(1);
    expect(client.traffic.commandsRepeated).toBe(0);
  });

  test('is not blamed for a host that was busy itself', async () => {
    const { client, device } = await start();
    value(await upload(client));
    const letGo = holdRuns(device);
    const run = client.run(order);
    await wallClock.sleep(2 * shortTiming.heartbeatMs);
    const until = wallClock.nowMs() + 2 * shortTiming.silenceMs;
    while (wallClock.nowMs() < until);
    await letGo();
    value(await run);
  });

  test('that answers others but not one command is told so', async () => {
    const { client } = await start({
      down: tamperFrames((_frame, _kind, opcode) => (opcode === Opcode.READ_REGISTER ? [] : undefined)),
    });
    const outcome = await client.readRegister('leak');
    expect(!outcome.ok && outcome.error.sentence()).toBe(
      'READ_REGISTER was sent 4 times and never answered, though something is heard of the device',
    );
    // what comes after it would come out of order
    expect(errorOf(await client.writeRegisters({ leak: 2 }))).toBe(ErrorCode.OUT_OF_ORDER);
    value(await client.reset());
    value(await client.writeRegisters({ leak: 2 }));
  });

  test('that does not answer CLOSE is left all the same', async () => {
    const { client, transport } = await start({
      down: tamperFrames((_frame, _kind, opcode) => (opcode === Opcode.CLOSE ? [] : undefined)),
    });
    let isClosed = false;
    transport.onClose(() => (isClosed = true));
    await client.close();
    expect(isClosed).toBe(true);
  });
});

test('a command that is lost holds back those after it, and all are done in their order', async () => {
  let isLost = false;
  const { client, device } = await start({
    down: tamperFrames((_frame, _kind, opcode) => {
      if (opcode !== Opcode.WRITE_REGISTERS || isLost) return undefined;
      isLost = true;
      return [];
    }),
  });
  value(await upload(client));
  const before = wallClock.nowMs();
  const [registers, ran, leak] = await Promise.all([
    client.writeRegisters({ leak: 2 }),
    client.run(order),
    client.readRegister('leak'),
  ]);
  value(registers);
  value(ran);
  expect(value(leak)).toBe(2);
  expect(device.ran.map(({ registers: found }) => found.get('leak'))).toEqual([2]);
  // the device told at once that one was missing
  expect(wallClock.nowMs() - before).toBeLessThan(shortTiming.repeatAfterMs);
});

describe('wrong arguments', () => {
  test('reject with RangeError and leave the session as it was', async () => {
    const { client } = await start();
    await expect(client.write(ArrayId.DRIVE, drive, { rows: 2, columns: cells })).rejects.toThrow(
      '700 codes are not 2 rows of 700',
    );
    await expect(client.run({ ...order, reads: 70_000 })).rejects.toThrow('reads is 70000');
    await expect(client.run({ ...order, runTicks: -1n })).rejects.toThrow(RangeError);
    await expect(client.writeRegisters({ identityBlocks: 0.5 })).rejects.toThrow(RangeError);
    value(await upload(client));
    value(await client.run(order));
  });
});

describe('RESET', () => {
  test('ends a run and an array that waits for credit with ABORTED, and opens a new session', async () => {
    const { client, device } = await start({ options: { creditWindowBytes: 1024 } });
    value(await upload(client));
    let finish: () => void = () => undefined;
    device.gate = () => new Promise((resolve) => (finish = resolve));
    const run = client.run(order);
    const write = client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells });
    const waiting = client.writeRegisters({ leak: 2 });
    value(await client.reset());
    expect([errorOf(await run), errorOf(await write), errorOf(await waiting)]).toEqual([
      ErrorCode.ABORTED,
      ErrorCode.ABORTED,
      ErrorCode.ABORTED,
    ]);
    finish();
    await settled();
    expect(value(await client.status())).toMatchObject({ bootCount: 2, state: DeviceState.IDLE });
    device.gate = () => Promise.resolve();
    value(await upload(client));
    value(await client.run(order));
  });

  test('whose answer is lost is repeated, and what asked after the session before does not disturb it', async () => {
    let answers = 0;
    const { client, device } = await start({
      up: tamperFrames((_frame, _kind, opcode) =>
        opcode === Opcode.RESET && answers++ < 2 ? [] : undefined,
      ),
    });
    value(await upload(client));
    holdRuns(device);
    const run = client.run(order);
    value(await client.reset());
    expect(errorOf(await run)).toBe(ErrorCode.ABORTED);
    value(await client.writeRegisters({ leak: 2 }));
  });

  test('that opens no session leaves a client whose commands fail at once, until another does', async () => {
    let isCut = false;
    const { client } = await start({
      down: tamperFrames((_frame, _kind, opcode) => (isCut && opcode === Opcode.HELLO ? [] : undefined)),
    });
    isCut = true;
    expect(errorOf(await client.reset())).toBe(ErrorCode.DEVICE_SILENT);
    isCut = false;
    const outcomes = await Promise.all([upload(client), client.run(order), client.status()]);
    expect(outcomes.map(errorOf)).toEqual([
      ErrorCode.BAD_SESSION,
      ErrorCode.BAD_SESSION,
      ErrorCode.BAD_SESSION,
    ]);
    value(await client.reset());
    value(await upload(client));
    value(await client.run(order));
  });
});

describe('a damaged link', () => {
  /** Damages the first frame of a kind. */
  const once = (ofKind: FrameKind, ofOpcode: number): Tamper => {
    let done = false;
    return tamperFrames((frame, kind, opcode) => {
      if (done || kind !== ofKind || opcode !== ofOpcode) return undefined;
      done = true;
      return damaged(frame);
    });
  };

  const places: [string, Partial<Setting>][] = [
    ['HELLO', { down: once(FrameKind.COMMAND, Opcode.HELLO) }],
    ['the answer to HELLO', { up: once(FrameKind.ANSWER, Opcode.HELLO) }],
    ['WRITE', { down: once(FrameKind.COMMAND, Opcode.WRITE) }],
    ['a piece of an array', { down: once(FrameKind.DATA, Opcode.DATA) }],
    ['the answer to WRITE', { up: once(FrameKind.ANSWER, Opcode.WRITE) }],
    ['RUN', { down: once(FrameKind.COMMAND, Opcode.RUN) }],
    ['a piece of the codes of a run', { up: once(FrameKind.DATA, Opcode.DATA) }],
    ['the answer to RUN', { up: once(FrameKind.ANSWER, Opcode.RUN) }],
    ['a CREDIT', { up: once(FrameKind.CREDIT, Opcode.CREDIT) }],
  ];

  test.each(places)('that hits %s costs a repeat and nothing else', async (_name, tamper) => {
    const { client, device } = await start({ options: { creditWindowBytes: 1024 }, ...tamper });
    value(await upload(client));
    const { codes } = value(await client.run(order));
    expect(codes).toEqual(Int16Array.of(...drive, ...drive));
    expect(device.arrays.get(ArrayId.COUPLINGS)).toEqual(new Uint8Array(couplings.buffer));
    expect(device.log.filter((entry) => entry === 'run')).toHaveLength(1);
  });

  test('that never heals is given up after four tries', async () => {
    const { client } = await start({
      down: tamperFrames((frame, _kind, opcode) =>
        opcode === Opcode.WRITE_REGISTERS ? damaged(frame) : undefined,
      ),
    });
    const outcome = await client.writeRegisters({ leak: 2 });
    expect(errorOf(outcome)).toBe(ErrorCode.BAD_PAYLOAD_CRC);
    expect(client.traffic.commandsRepeated).toBe(3);
    value(await client.status());
  });

  test('never delivers another problem than was committed, and answers every command once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.record({ roll: fc.nat({ max: 99 }), place: fc.nat() })),
        async (chances) => {
          const noise: Tamper = (bytes) => {
            const chance = chances.next();
            if (chance.done === true) throw new Error('the stream of chances has an end');
            const { roll, place } = chance.value;
            const header = readHeader(bytes, 0);
            if (roll < 4 && header !== undefined && header.length > 0) {
              const copy = bytes.slice();
              copy[HEADER_BYTES + (place % (bytes.length - HEADER_BYTES))]! ^= 1 + (place % 255);
              return [copy];
            }
            if (roll < 8) return [bytes.slice(), bytes];
            if (roll < 12)
              return [bytes.subarray(0, place % bytes.length), bytes.subarray(place % bytes.length)];
            if (roll < 16) return [new Uint8Array(place % 50).fill(0x53), bytes];
            return [bytes];
          };
          const pair = memoryTransportPair({ down: noise, up: noise });
          const device = new PlainDevice();
          new SpuServer(device, { creditWindowBytes: 1024 }).attach(pair.device);
          const connected = await SpuClient.connect(pair.host, noClock, shortTiming);
          if (!connected.ok) return;
          const client = connected.value;
          const armed = await upload(client);
          const ran = await client.run(order);
          if (armed.ok) {
            expect(sameBytes(device.arrays.get(ArrayId.COUPLINGS), couplings)).toBe(true);
            expect(sameBytes(device.arrays.get(ArrayId.DRIVE), drive)).toBe(true);
          }
          if (ran.ok) {
            expect(armed.ok).toBe(true);
            expect(sameBytes(ran.value.codes, Int16Array.of(...drive, ...drive))).toBe(true);
          }
          expect(device.log.filter((entry) => entry === 'run').length).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 6, numRuns: 150 },
    );
  });
});

describe('an answer that breaks the protocol', () => {
  /** A device that answers the third command (after HELLO and CAPABILITIES) with what it is given. */
  const answering = (change: (frame: Uint8Array) => Uint8Array): Tamper =>
    tamperFrames((frame, kind, opcode) =>
      kind === FrameKind.ANSWER && opcode === Opcode.STATUS ? [change(frame.slice())] : undefined,
    );

  test('by a value that an enum does not name is BAD_ANSWER', async () => {
    const { client } = await start({
      up: answering((frame) => {
        frame[HEADER_BYTES] = 99;
        return recrc(frame);
      }),
    });
    const outcome = await client.status();
    expect(!outcome.ok && outcome.error.sentence()).toBe(
      'STATUS was answered with a record that breaks the protocol: state is 99',
    );
  });

  test('by bytes that are no frame is no answer', async () => {
    const { client, transport } = await start({ up: answering((frame) => frame.fill(0, 0, 20)) });
    const pending = client.status();
    await settled();
    await transport.close();
    expect(errorOf(await pending)).toBe(ErrorCode.LINK_CLOSED);
  });
});

test('flags of the pieces say where an array begins and ends', async () => {
  const flags: number[] = [];
  const { client } = await start({
    down: tamperFrames((frame, kind) => {
      if (kind === FrameKind.DATA) flags.push(readHeader(frame, 0)!.flags & ~Flag.SIM_TIME);
      return undefined;
    }),
  });
  value(await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }));
  expect(flags).toEqual([Flag.FIRST, 0, Flag.LAST]);
  flags.length = 0;
  value(await client.write(ArrayId.DRIVE, drive.subarray(0, 5), { rows: 1, columns: 5 }));
  expect(flags).toEqual([Flag.FIRST | Flag.LAST]);
});

test('traffic is counted in frames and bytes of the transport', async () => {
  let sent = 0;
  let received = 0;
  const { client } = await start({
    down: (bytes) => {
      sent += bytes.length;
      return [bytes];
    },
    up: (bytes) => {
      received += bytes.length;
      return [bytes];
    },
  });
  value(await upload(client));
  expect(client.traffic).toMatchObject({ bytesSent: sent, bytesReceived: received, framesRefused: 0 });
  // HELLO, CAPABILITIES, 2 WRITE, COMMIT; 5 and 3 pieces of at most 496 bytes
  expect(client.traffic.framesSent).toBe(13);
});
