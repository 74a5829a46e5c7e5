import { rules } from '../generated/rules.js';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import type { CapabilityRecord } from '../capabilities.js';
import {
  ArrayId,
  CodeKind,
  DeviceState,
  ErrorCode,
  Flag,
  FrameKind,
  Observation,
  ResetCause,
} from '../generated/enums.js';
import { SCHEMA_HASH } from '../generated/frame.js';
import {
  cancelAnswer,
  errorRecord,
  Opcode,
  readRegisterAnswer,
  runAnswer,
  runCommand,
  statusAnswer,
  writeAnswer,
} from '../generated/messages.js';
import { registerEntries } from '../registers.js';
import { plainCapabilities, PlainDevice } from '../testing/plain-device.js';
import { RawHost, settled } from '../testing/raw-host.js';
import { memoryTransportPair } from '../transport/memory-transport.js';
import { decodeRecord } from '../wire/codec.js';
import { softwareCrc32c } from '../wire/crc32c.js';
import type { FrameHead } from '../wire/frame.js';
import { errorReply } from '../wire-error.js';
import { SpuServer, type SpuServerOptions } from './server.js';
import type { SessionEvent } from './session-event.js';
import { plainRun } from '../testing/plain-run.js';

const WINDOW = 2048;

let device: PlainDevice;
let server: SpuServer;
let host: RawHost;
let faults: unknown[];

function start(chip: Partial<CapabilityRecord> = {}, options: SpuServerOptions = {}): void {
  const pair = memoryTransportPair();
  device = new PlainDevice({ ...plainCapabilities, ...chip });
  faults = [];
  const onFault = (error: unknown): void => void faults.push(error);
  server = new SpuServer(device, { creditWindowBytes: WINDOW, onFault, ...options });
  server.attach(pair.device);
  host = new RawHost(pair.host);
}

const drive = Uint8Array.from({ length: 40 }, (_, i) => i); // 20 codes of 2 bytes
const couplings = Uint8Array.from({ length: 60 }, (_, i) => 100 + i); // 3 × 20

const driveWrite = {
  array: ArrayId.DRIVE,
  codeKind: CodeKind.INT16,
  rows: 1,
  columns: 20,
  totalBytes: 40,
  position: 0,
};
const couplingWrite = {
  ...driveWrite,
  array: ArrayId.COUPLINGS,
  codeKind: CodeKind.INT8,
  rows: 3,
  totalBytes: 60,
};
const problem = {
  arrays: (1 << ArrayId.COUPLINGS) | (1 << ArrayId.DRIVE),
  rows: 3,
  cells: 20,
  crc32c: [softwareCrc32c(couplings), 0, softwareCrc32c(drive), 0],
};
const order = { ...plainRun, reads: 2, runTicks: 5n };

async function writeProblem(): Promise<void> {
  await host.send('WRITE', couplingWrite);
  await host.sendData(ArrayId.COUPLINGS, 0, couplings);
  await host.send('WRITE', { ...driveWrite, position: 60 });
  await host.sendData(ArrayId.DRIVE, 0, drive);
}

async function arm(): Promise<void> {
  await writeProblem();
  await host.send('COMMIT', problem);
  expect(host.lastError()).toBeUndefined();
}

/** A run that goes on until told. */
function holdRuns(): { finish: () => Promise<void> } {
  let open: () => void = () => undefined;
  device.gate = () => new Promise((resolve) => (open = resolve));
  return {
    finish: () => {
      open();
      return settled();
    },
  };
}

beforeEach(() => start());

describe('HELLO', () => {
  test('opens a session with a number, a boot count and a credit', async () => {
    expect(await host.hello()).toEqual({
      version: 0,
      session: 1,
      resetCause: ResetCause.POWER_ON,
      bootCount: 1,
      creditLimitBytes: WINDOW,
      schemaHash: SCHEMA_HASH,
    });
  });

  test('of another link version is refused by code and field', async () => {
    await host.hello({ versionMinimum: 1, versionMaximum: 3 });
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_VERSION, field: 0, got: 3, limit: 0 });
  });

  test('of another message table is refused by code and field', async () => {
    await host.hello({ schemaHash: 0x1234_5678_9abc_def0n });
    const limit = Number(SCHEMA_HASH & 0xffff_ffffn);
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_VERSION, field: 1, got: 0x9abc_def0, limit });
  });

  test('in a frame of another version is refused too', async () => {
    const bytes = host.frame('STATUS', {});
    bytes[2] = 4;
    new DataView(bytes.buffer).setUint32(20, softwareCrc32c(bytes.subarray(0, 20)), true);
    await host.sendBytes(bytes);
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_VERSION, field: 0, got: 4, limit: 0 });
  });

  test('while a session is open gets BUSY', async () => {
    await host.hello();
    await host.hello({ hostNonce: 2 });
    expect(host.lastError()?.code).toBe(ErrorCode.BUSY);
  });

  test('repeated with the same request and nonce gets the same session', async () => {
    await host.hello();
    const again = await host.hello({}, { request: 1 });
    expect(again?.session).toBe(1);
    expect(host.answersTo(1)).toHaveLength(2);
  });
});

describe('a session', () => {
  test('is needed by every command', async () => {
    await host.send('STATUS', {});
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_SESSION, field: 0, got: 0, limit: 0 });
    await host.hello();
    await host.send('STATUS', {}, { session: 9 });
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_SESSION, field: 0, got: 9, limit: 1 });
  });

  test('is one at a time over all connections, and free when its connection is lost', async () => {
    await host.hello();
    const pair = memoryTransportPair();
    server.attach(pair.device);
    const other = new RawHost(pair.host);
    await other.hello();
    expect(other.lastError()?.code).toBe(ErrorCode.BUSY);
    await other.send('STATUS', {}, { session: 1 });
    expect(other.lastError()).toEqual({ code: ErrorCode.BAD_SESSION, field: 0, got: 1, limit: 0 });
    await other.send('RESET', {});
    expect(other.lastError()?.code).toBe(ErrorCode.BUSY);
    await host.transport.close();
    await settled();
    expect(device.log).toEqual(['sessionClosed']);
    expect((await other.hello())?.session).toBe(2);
  });

  test('that loses its connection in the middle of a run leaves the next one alone', async () => {
    await host.hello();
    await arm();
    const runs = holdRuns();
    await host.send('RUN', order, { stampPs: 1000n });
    await host.transport.close();
    await settled();
    const pair = memoryTransportPair();
    server.attach(pair.device);
    const next = new RawHost(pair.host);
    await next.hello();
    device.linkLog.length = 0;
    await runs.finish();
    expect(device.linkLog).toEqual([]);
    expect(next.answers()).toHaveLength(1);
    await next.send('STATUS', {});
    expect(next.lastError()).toBeUndefined();
    expect(faults).toEqual([]);
  });

  test('ends with CLOSE', async () => {
    await host.hello();
    await host.send('CLOSE', {});
    expect(host.lastError()).toBeUndefined();
    expect(device.log).toEqual(['sessionClosed']);
    await host.send('STATUS', {});
    expect(host.lastError()?.code).toBe(ErrorCode.BAD_SESSION);
    expect((await host.hello())?.session).toBe(2);
  });

  test('number follows number, and 0 is left out', async () => {
    (server as unknown as { lastSession: number }).lastSession = 0xfffe;
    expect((await host.hello())?.session).toBe(0xffff);
    await host.send('CLOSE', {});
    expect((await host.hello())?.session).toBe(1);
  });
});

describe('a connection', () => {
  const timing = { helloTimeoutMs: 60, displaceAfterMs: 250, pauseMs: 20 };
  let ends: SessionEvent[];
  const attach = (): { other: RawHost; ended: () => boolean } => {
    const pair = memoryTransportPair();
    let hasEnded = false;
    pair.host.onClose(() => (hasEnded = true));
    server.attach(pair.device);
    return { other: new RawHost(pair.host), ended: () => hasEnded };
  };

  beforeEach(() => {
    ends = [];
    start({}, { timing, onSession: (event) => void ends.push(event) });
  });

  test('without a session is closed in time, and one with a session is not', async () => {
    const { other, ended } = attach();
    await other.hello();
    expect(ended()).toBe(false);
    const idle = attach();
    await wallClock.sleep(40);
    expect(idle.ended()).toBe(false);
    await wallClock.sleep(60);
    expect([ended(), idle.ended()]).toEqual([false, true]);
    await other.send('CLOSE', {});
    await wallClock.sleep(100);
    expect(ended()).toBe(true);
    expect(ends).toEqual([
      { kind: 'opened', session: 1 },
      { kind: 'ended', session: 1, reason: 'closed' },
    ]);
  });

  test('whose host has been silent for long gives way to a HELLO on another', async () => {
    const silent = attach();
    await silent.other.hello();
    const { other } = attach();
    await wallClock.sleep(30);
    await other.hello();
    expect(other.lastError()?.code).toBe(ErrorCode.BUSY);
    await wallClock.sleep(260);
    const late = attach();
    expect((await late.other.hello())?.session).toBe(2);
    expect(silent.ended()).toBe(true);
    expect(ends.at(1)).toEqual({ kind: 'ended', session: 1, reason: 'displaced' });
    expect(device.log).toEqual(['sessionClosed']);
    await late.other.send('STATUS', {});
    expect(late.other.lastError()).toBeUndefined();
  });

  test('that is lost in the middle of a run frees the device at once', async () => {
    await host.hello();
    await arm();
    holdRuns();
    await host.send('RUN', order);
    await host.transport.close();
    await settled();
    expect(device.state).toBe(DeviceState.IDLE);
    expect(ends.at(1)).toEqual({ kind: 'ended', session: 1, reason: 'lost' });
  });

  test('makes the device wait for no more than a small payload before it has a session', async () => {
    const head = { ...host.head(Opcode.WRITE_REGISTERS), session: 7 };
    await host.sendBytes(host.writer.body(head, new Uint8Array(513)).subarray(0, 100));
    expect(host.lastError()).toMatchObject({ code: ErrorCode.BAD_LENGTH, got: 513, limit: 512 });
  });
});

describe('a frame', () => {
  beforeEach(async () => void (await host.hello()));

  test('with an unknown opcode is refused', async () => {
    host.request += 1;
    await host.sendBytes(host.writer.body(host.head(0x7777), new Uint8Array(3)));
    expect(host.lastError()).toEqual({ code: ErrorCode.UNKNOWN_OPCODE, field: 0, got: 0x7777, limit: 0 });
  });

  test('with an unknown flag in the low byte is refused, in the high byte not', async () => {
    await host.send('STATUS', {}, { flags: 0x80 });
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_FLAG, field: 0, got: 0x80, limit: 0x0f });
    await host.send('STATUS', {}, { flags: 0x8000 });
    expect(host.lastError()).toBeUndefined();
  });

  test('a stamp that leaves no room for what the device adds is refused', async () => {
    const limit = 2 ** rules.stampBits;
    await host.send('STATUS', {}, { stampPs: BigInt(limit) });
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_ARGUMENT, field: 0, got: limit, limit });
    await host.send('STATUS', {}, { stampPs: BigInt(limit) - 1n });
    expect(host.lastError()).toBeUndefined();
  });

  test('with virtual time is refused where the device has none', async () => {
    start({ simulationFeatures: 0 });
    await host.hello();
    await host.send('STATUS', {}, { stampPs: 5n });
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_FLAG, field: 0, got: Flag.SIM_TIME, limit: 7 });
  });

  test('of the wrong length is refused with both lengths', async () => {
    host.request += 1;
    await host.sendBytes(host.writer.body(host.head(Opcode.RUN), new Uint8Array(15)));
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_LENGTH, field: 0, got: 15, limit: 40 });
    host.request += 1;
    await host.sendBytes(host.writer.body(host.head(Opcode.WRITE_REGISTERS), new Uint8Array(17)));
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_LENGTH, field: 0, got: 17, limit: 0 });
  });

  test('with a payload above the maximum is refused and not kept', async () => {
    host.request += 1;
    await host.sendBytes(host.writer.body(host.head(Opcode.RUN), new Uint8Array(513)));
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_LENGTH, field: 0, got: 513, limit: 512 });
  });

  test('with a value that an enum does not name is refused by the index of the field', async () => {
    host.request += 1;
    const body = new Uint8Array(40);
    body[0] = 7;
    await host.sendBytes(host.writer.body(host.head(Opcode.RUN), body));
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_ARGUMENT, field: 0, got: 7, limit: 3 });
  });

  test('with a damaged payload is refused, and executed when it is repeated under the same request', async () => {
    host.request += 1;
    const record = { registers: registerEntries({ leak: 2 }) };
    const bytes = host.frame('WRITE_REGISTERS', record);
    bytes[40]! ^= 1;
    await host.sendBytes(bytes);
    expect(host.lastError()).toMatchObject({
      code: ErrorCode.BAD_PAYLOAD_CRC,
      field: Opcode.WRITE_REGISTERS,
    });
    expect(device.values.get('leak')).toBeUndefined();
    await host.send('WRITE_REGISTERS', record, { request: host.request });
    expect(host.lastError()).toBeUndefined();
    expect(device.values.get('leak')).toBe(2);
    await host.send('STATUS', {});
    expect(decodeRecord(statusAnswer, host.answers().at(-1)!.body).stickyErrors).toBe(4);
  });

  test.each([FrameKind.ANSWER, FrameKind.CREDIT])('of kind %s gets no answer', async (kind) => {
    const before = host.heard.length;
    await host.send('STATUS', {}, { kind });
    expect(host.heard).toHaveLength(before);
  });
});

describe('a repeated command', () => {
  beforeEach(async () => void (await host.hello()));

  test('is answered again and not executed again', async () => {
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 2 }) });
    const { request } = host;
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 3 }) }, { request });
    expect(host.answersTo(request)).toHaveLength(2);
    expect(device.values.get('leak')).toBe(2);
    expect(device.log).toEqual(['writeRegisters']);
  });

  test('is answered with the same refusal', async () => {
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 2.1 }) });
    await host.send(
      'WRITE_REGISTERS',
      { registers: registerEntries({ leak: 2 }) },
      { request: host.request },
    );
    expect(host.lastError()).toMatchObject({ code: ErrorCode.OFF_GRID, got: 2.1, limit: 2 });
  });

  test('is known among the last 16, and never executed again after that', async () => {
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 2 }) });
    const { request } = host;
    const again = async (): Promise<void> =>
      host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 3 }) }, { request });
    for (let i = 0; i < 15; i++) await host.send('READ_REGISTER', { address: 0 });
    const last = host.request;
    await again();
    expect(host.lastError()).toBeUndefined();
    host.request = last;
    await host.send('READ_REGISTER', { address: 0 });
    await again();
    expect(host.lastError()?.code).toBe(ErrorCode.ANSWER_GONE);
    expect(device.values.get('leak')).toBe(2);
  });

  test('of STATUS is answered as things are by then', async () => {
    await host.send('STATUS', {});
    const { request } = host;
    await arm();
    await host.send('STATUS', {}, { request });
    expect(decodeRecord(statusAnswer, host.answers().at(-1)!.body).armed).toBe(1);
  });

  test('that ran gets its codes and report again', async () => {
    await arm();
    await host.send('RUN', order);
    const { request } = host;
    const first = [...host.heard];
    await host.send('RUN', order, { request });
    expect(device.log.filter((entry) => entry === 'run')).toHaveLength(1);
    expect(host.codes(request)).toEqual(Buffer.concat([drive, drive, drive, drive]));
    expect(host.answers().at(-1)?.body).toEqual(first.at(-1)?.body);
  });

  test('gets its codes again while it is among the last 1 + runQueueDepth readings, and then ANSWER_GONE', async () => {
    await arm();
    await host.send('RUN', order);
    const run = host.request;
    await host.send('READ', { reads: 1, readIndex: 1 });
    const read = host.request;
    await host.send('RUN', order, { request: run });
    expect(host.lastError()).toBeUndefined();
    host.request = read;
    await host.send('READ', { reads: 1, readIndex: 2 });
    await host.send('RUN', order, { request: run });
    expect(host.lastError()?.code).toBe(ErrorCode.ANSWER_GONE);
    await host.send('READ', { reads: 1, readIndex: 1 }, { request: read });
    expect(host.lastError()).toBeUndefined();
    expect(device.log.filter((entry) => entry === 'run')).toHaveLength(1);
  });

  test('that is still running gets its one answer in the end', async () => {
    await arm();
    const runs = holdRuns();
    await host.send('RUN', order);
    const { request } = host;
    await host.send('RUN', order, { request });
    expect(host.answersTo(request)).toEqual([]);
    await runs.finish();
    expect(host.answersTo(request)).toHaveLength(1);
    expect(device.log.filter((entry) => entry === 'run')).toHaveLength(1);
  });
});

describe('the order of commands', () => {
  beforeEach(async () => void (await host.hello()));
  const leak = { registers: registerEntries({ leak: 2 }) };

  test('is kept where one is missing: those after it wait, but not what overtakes', async () => {
    const missing = host.request + 1;
    await host.send('WRITE_REGISTERS', leak, { request: missing + 1 });
    expect(host.lastError()).toEqual({
      code: ErrorCode.OUT_OF_ORDER,
      field: 0,
      got: missing + 1,
      limit: missing,
    });
    for (const name of ['STATUS', 'CAPABILITIES'] as const) {
      await host.send(name, {}, { request: 0x8000 });
      expect(host.lastError()).toBeUndefined();
    }
    await host.send('READ_REGISTER', { address: 0x10 }, { request: missing });
    expect(decodeRecord(readRegisterAnswer, host.answers().at(-1)!.body).bits).toBe(0x3ff0_0000_0000_0000n);
    await host.send('WRITE_REGISTERS', leak, { request: missing + 1 });
    expect(host.lastError()).toBeUndefined();
    expect(device.values.get('leak')).toBe(2);
  });

  test('is not broken by a command that is refused', async () => {
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ leak: 2.1 }) });
    await host.send('WRITE_REGISTERS', leak);
    expect(host.lastError()).toBeUndefined();
  });

  test('is modulo 2^15, and numbers above are outside of it', async () => {
    start();
    host.request = 0x7ffd;
    await host.hello();
    for (const request of [0x7fff, 0, 1]) {
      await host.send('WRITE_REGISTERS', leak, { request });
      expect(host.lastError()).toBeUndefined();
    }
    await host.send('WRITE_REGISTERS', leak, { request: 0x8002 });
    expect(host.lastError()).toMatchObject({ code: ErrorCode.OUT_OF_ORDER, got: 0x8002, limit: 2 });
  });

  test('is not kept by frames that come twice or late', async () => {
    const early = host.frame('WRITE_REGISTERS', leak, { request: host.request + 1 });
    const late = host.frame('STATUS', {}, { request: 0x8001 });
    await host.sendBytes(early.slice());
    const { length } = host.answers();
    await host.sendBytes(early);
    expect(host.answers()).toHaveLength(length);
    await host.sendBytes(late.slice());
    await host.sendBytes(late);
    expect(host.answersTo(0x8001)).toHaveLength(1);
  });
});

describe('registers', () => {
  beforeEach(async () => void (await host.hello()));

  const refusals: [string, { address: number; bits: bigint }[], object][] = [
    ['unknown', [{ address: 4, bits: 0n }], { code: ErrorCode.UNKNOWN_REGISTER, field: 4, got: 4 }],
    [
      'off its linear grid',
      registerEntries({ leak: 0.3 }),
      { code: ErrorCode.OFF_GRID, field: 0x10, got: 0.3, limit: 0.25 },
    ],
    [
      'off its floating grid',
      registerEntries({ driveGain: 0.53 }),
      { code: ErrorCode.OFF_GRID, field: 0x08, got: 0.53, limit: 0.5 },
    ],
    ['out of bounds', registerEntries({ leak: 100 }), { code: ErrorCode.OFF_GRID, got: 100, limit: 4 }],
    ['not a number', registerEntries({ leak: NaN }), { code: ErrorCode.OFF_GRID, got: NaN, limit: 0.25 }],
    ['fixed', registerEntries({ noise: 1 }), { code: ErrorCode.OFF_GRID, field: 0x30, got: 1, limit: 0 }],
    [
      'neither 0 nor 1',
      registerEntries({ identityBlocks: 2 }),
      { code: ErrorCode.OFF_GRID, got: 2, limit: 1 },
    ],
  ];

  test.each(refusals)('one that is %s refuses all', async (_name, bad, expected) => {
    await host.send('WRITE_REGISTERS', { registers: [...registerEntries({ couplingGain: 0.5 }), ...bad] });
    expect(host.lastError()).toMatchObject(expected);
    expect(device.values.size).toBe(0);
  });

  test('are read as written, and before that as reset', async () => {
    const read = async (address: number): Promise<bigint> => {
      await host.send('READ_REGISTER', { address });
      return decodeRecord(readRegisterAnswer, host.answers().at(-1)!.body).bits;
    };
    expect(await read(0x10)).toBe(0x3ff0_0000_0000_0000n);
    await host.send('WRITE_REGISTERS', {
      registers: registerEntries({ leak: 2, simulationSeed: 2n ** 63n }),
    });
    expect(await read(0x10)).toBe(0x4000_0000_0000_0000n);
    expect(await read(0x100)).toBe(2n ** 63n);
    await host.send('READ_REGISTER', { address: 0xffff_0004 });
    expect(host.lastError()).toEqual({
      code: ErrorCode.UNKNOWN_REGISTER,
      field: 4,
      got: 0xffff_0004,
      limit: 0,
    });
  });

  test('of a simulation do not exist in silicon', async () => {
    start({ simulationFeatures: 0 });
    await host.hello();
    await host.send('WRITE_REGISTERS', { registers: registerEntries({ simulationSeed: 1n }) });
    expect(host.lastError()).toMatchObject({ code: ErrorCode.UNKNOWN_REGISTER, field: 0x100 });
  });
});

describe('a WRITE', () => {
  beforeEach(async () => void (await host.hello()));

  test('is answered with the CRC when all has come', async () => {
    await host.send('WRITE', driveWrite);
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 16), { flags: Flag.FIRST });
    expect(host.answersTo(host.request)).toEqual([]);
    await host.sendData(ArrayId.DRIVE, 16, drive.subarray(16), { flags: Flag.LAST });
    const [answer] = host.answersTo(host.request);
    expect(decodeRecord(writeAnswer, answer!.body).crc32c).toBe(softwareCrc32c(drive));
    expect(device.arrays.get(ArrayId.DRIVE)).toEqual(drive);
  });

  test('drops a lower offset as a duplicate', async () => {
    await host.send('WRITE', driveWrite);
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 16));
    await host.sendData(ArrayId.DRIVE, 0, new Uint8Array(24));
    await host.sendData(ArrayId.DRIVE, 8, new Uint8Array(8));
    await host.sendData(ArrayId.DRIVE, 16, drive.subarray(16));
    expect(host.lastError()).toBeUndefined();
    expect(device.arrays.get(ArrayId.DRIVE)).toEqual(drive);
  });

  test('ends at a higher offset, and takes nothing after it', async () => {
    await host.send('WRITE', driveWrite);
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 16));
    await host.sendData(ArrayId.DRIVE, 24, drive.subarray(24));
    expect(host.lastError()).toEqual({ code: ErrorCode.BAD_OFFSET, field: 0, got: 24, limit: 16 });
    await host.sendData(ArrayId.DRIVE, 16, drive.subarray(16));
    expect(host.answersTo(host.request)).toHaveLength(1);
  });

  test('ends past its end, at an early LAST, at another array, at a damaged piece', async () => {
    const after = async (send: () => Promise<void>): Promise<unknown> => {
      await host.send('WRITE', driveWrite);
      await send();
      expect(host.answersTo(host.request)).toHaveLength(1);
      return host.lastError();
    };
    expect(await after(() => host.sendData(ArrayId.DRIVE, 0, new Uint8Array(42)))).toMatchObject({
      code: ErrorCode.BAD_LENGTH,
      got: 42,
      limit: 40,
    });
    expect(
      await after(() => host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 8), { flags: Flag.LAST })),
    ).toEqual({ code: ErrorCode.INCOMPLETE, field: ArrayId.DRIVE, got: 8, limit: 40 });
    expect(await after(() => host.sendData(ArrayId.START, 0, drive))).toEqual({
      code: ErrorCode.BAD_ARGUMENT,
      field: 0,
      got: ArrayId.START,
      limit: ArrayId.DRIVE,
    });
    const damaged = (): Promise<void> => {
      const head = { ...host.head(Opcode.DATA), kind: FrameKind.DATA };
      const { frame } = host.writer.data(head, { array: ArrayId.DRIVE, offset: 0 }, drive);
      frame[40]! ^= 4;
      return host.sendBytes(frame);
    };
    expect(await after(damaged)).toMatchObject({ code: ErrorCode.BAD_PAYLOAD_CRC, field: Opcode.DATA });
  });

  test('ends one that is unfinished', async () => {
    await host.send('WRITE', driveWrite);
    const first = host.request;
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 8));
    await host.send('WRITE', { ...couplingWrite, position: 40 });
    expect(host.answersTo(first)).toHaveLength(1);
    expect(host.lastError()).toEqual({ code: ErrorCode.INCOMPLETE, field: ArrayId.DRIVE, got: 8, limit: 40 });
  });

  test('that comes twice is one', async () => {
    await host.send('WRITE', driveWrite);
    const { request } = host;
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 8));
    await host.send('WRITE', driveWrite, { request });
    await host.sendData(ArrayId.DRIVE, 8, drive.subarray(8));
    expect(host.answersTo(request)).toHaveLength(1);
    expect(host.lastError()).toBeUndefined();
  });

  test('begins again under the same request at another position', async () => {
    await host.send('WRITE', driveWrite);
    const { request } = host;
    await host.sendData(ArrayId.DRIVE, 0, new Uint8Array(8));
    await host.send('WRITE', { ...driveWrite, position: 40 }, { request });
    await host.sendData(ArrayId.DRIVE, 0, drive);
    expect(host.answersTo(request)).toHaveLength(1);
    expect(device.arrays.get(ArrayId.DRIVE)).toEqual(drive);
  });

  test('whose repeat is damaged has failed', async () => {
    await host.send('WRITE', driveWrite);
    const { request } = host;
    const repeat = host.frame('WRITE', driveWrite);
    repeat[30]! ^= 1;
    await host.sendBytes(repeat);
    expect(host.lastError()?.code).toBe(ErrorCode.BAD_PAYLOAD_CRC);
    await host.sendData(ArrayId.DRIVE, 0, drive);
    expect(host.answersTo(request)).toHaveLength(1);
  });

  test('that failed on the link may be repeated under its request', async () => {
    await host.send('WRITE', driveWrite);
    const { request } = host;
    await host.sendData(ArrayId.DRIVE, 8, drive.subarray(8));
    expect(host.lastError()?.code).toBe(ErrorCode.BAD_OFFSET);
    await host.send('WRITE', driveWrite, { request });
    await host.sendData(ArrayId.DRIVE, 0, drive);
    expect(host.lastError()).toBeUndefined();
    expect(device.arrays.get(ArrayId.DRIVE)).toEqual(drive);
  });

  test('takes no piece of another request or session', async () => {
    await host.send('WRITE', driveWrite);
    await host.sendData(ArrayId.DRIVE, 0, drive, { request: 999 });
    await host.sendData(ArrayId.DRIVE, 0, drive, { session: 999 });
    expect(host.answersTo(host.request)).toEqual([]);
    expect(device.arrays.get(ArrayId.DRIVE)).toEqual(new Uint8Array(40));
  });

  test('that the device refuses gets its answer at once', async () => {
    device.refuseWrites = errorReply(ErrorCode.BAD_STATE, { got: DeviceState.RUNNING });
    await host.send('WRITE', driveWrite);
    expect(host.lastError()).toMatchObject({ code: ErrorCode.BAD_STATE, got: DeviceState.RUNNING });
    await host.sendData(ArrayId.DRIVE, 0, drive);
    expect(host.answersTo(host.request)).toHaveLength(1);
  });

  const refusals: [string, object, object][] = [
    ['an array of the way up', { array: ArrayId.READOUT }, { code: ErrorCode.BAD_ARGUMENT, field: 0 }],
    [
      'another kind',
      { codeKind: CodeKind.INT8 },
      { code: ErrorCode.BAD_ARGUMENT, field: 1, got: 0, limit: 1 },
    ],
    ['no rows', { rows: 0 }, { code: ErrorCode.BAD_ARGUMENT, field: 3, got: 0, limit: 1 }],
    ['no columns', { columns: 0 }, { code: ErrorCode.BAD_ARGUMENT, field: 4, got: 0, limit: 1 }],
    ['a wrong total', { totalBytes: 41 }, { code: ErrorCode.BAD_ARGUMENT, field: 5, got: 41, limit: 40 }],
    ['two rows of drive', { rows: 2 }, { code: ErrorCode.TOO_LARGE, field: 1, got: 2, limit: 1 }],
    ['too many cells', { columns: 4097 }, { code: ErrorCode.TOO_LARGE, field: 0, got: 4097, limit: 4096 }],
    [
      'too many rows',
      { array: ArrayId.COUPLINGS, codeKind: CodeKind.INT8, rows: 1025 },
      { code: ErrorCode.TOO_LARGE, field: 1, got: 1025, limit: 1024 },
    ],
    [
      'blocks that are not square',
      { array: ArrayId.BLOCKS, codeKind: CodeKind.INT8, columns: 99 },
      { code: ErrorCode.BAD_ARGUMENT, field: 4, got: 99, limit: 100 },
    ],
    [
      'blocks that are too large',
      { array: ArrayId.BLOCKS, codeKind: CodeKind.INT8, columns: 121 },
      { code: ErrorCode.TOO_LARGE, field: 2, got: 11, limit: 10 },
    ],
    [
      'blocks of too many rows',
      { array: ArrayId.BLOCKS, codeKind: CodeKind.INT8, rows: 103, columns: 100 },
      { code: ErrorCode.TOO_LARGE, field: 1, got: 1030, limit: 1024 },
    ],
  ];

  test.each(refusals)('of %s is refused', async (_name, change, expected) => {
    await host.send('WRITE', { ...driveWrite, ...change });
    expect(host.lastError()).toMatchObject(expected);
    expect(device.log).toEqual([]);
  });
});

describe('credit', () => {
  const long = { ...driveWrite, columns: 2000, totalBytes: 4000 };
  const piece = new Uint8Array(400);

  test('rises by half a window and never further than a window ahead', async () => {
    await host.hello();
    await host.send('WRITE', long);
    for (let offset = 0; offset < 4000; offset += 400) await host.sendData(ArrayId.DRIVE, offset, piece);
    expect(host.lastError()).toBeUndefined();
    // after 1200 and 2400 bytes; after 3600 too, for the array that comes next
    expect(host.creditLimits()).toEqual([1200 + WINDOW, 2400 + WINDOW, 3600 + WINDOW]);
    await host.send('STATUS', {});
    expect(decodeRecord(statusAnswer, host.answers().at(-1)!.body).creditLimitBytes).toBe(3600 + WINDOW);
  });

  test('exceeded ends the transfer', async () => {
    await host.hello();
    await host.send('WRITE', { ...driveWrite, columns: 2000, totalBytes: 4000, position: WINDOW - 100 });
    // the position is ahead of the session's first credit, so the device raises it at once
    expect(host.creditLimits()).toEqual([2 * WINDOW - 100]);
    await host.sendData(ArrayId.DRIVE, WINDOW - 399, piece);
    expect(host.lastError()).toEqual({
      code: ErrorCode.NO_CREDIT,
      field: 0,
      got: 2 * WINDOW - 99,
      limit: 2 * WINDOW - 100,
    });
  });

  test('is modulo 2^32', async () => {
    await host.hello();
    const position = 2 ** 32 - 1000;
    // the session came here through writes of 2^31 − 1 bytes at most
    for (const at of [2 ** 31 - 1, position]) await host.send('WRITE', { ...long, position: at });
    expect(host.creditLimits().at(-1)).toBe(WINDOW - 1000);
    for (let offset = 0; offset < 4000; offset += 400) await host.sendData(ArrayId.DRIVE, offset, piece);
    expect(host.lastError()).toBeUndefined();
    expect(host.creditLimits().at(-1)).toBe(2600 + WINDOW);
  });

  test('window must hold two payloads', () => {
    expect(() => start({}, { creditWindowBytes: 1000 })).toThrow('creditWindowBytes is 1000');
    expect(() => start({}, { creditWindowBytes: 2 ** 31 })).toThrow(RangeError);
  });
});

describe('COMMIT', () => {
  beforeEach(async () => void (await host.hello()));

  test('arms what was written whole and right', async () => {
    await arm();
    expect(device.log.at(-1)).toBe('commit');
  });

  test('does not arm the same arrays twice', async () => {
    await arm();
    await host.send('COMMIT', problem);
    expect(host.lastError()).toMatchObject({ code: ErrorCode.INCOMPLETE, field: ArrayId.COUPLINGS, got: 0 });
  });

  test('refuses a part of an array', async () => {
    await host.send('WRITE', couplingWrite);
    await host.sendData(ArrayId.COUPLINGS, 0, couplings);
    await host.send('WRITE', { ...driveWrite, position: 60 });
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 38));
    await host.send('COMMIT', problem);
    expect(host.lastError()).toEqual({
      code: ErrorCode.INCOMPLETE,
      field: ArrayId.DRIVE,
      got: 38,
      limit: 40,
    });
    expect(device.log).not.toContain('commit');
  });

  const refusals: [string, object, object][] = [
    ['without drive', { arrays: 1 }, { code: ErrorCode.BAD_ARGUMENT, field: 0, got: 1, limit: 5 }],
    [
      'with an unknown array',
      { arrays: 0x25 },
      { code: ErrorCode.BAD_ARGUMENT, field: 0, got: 0x25, limit: 15 },
    ],
    ['with blocks not written', { arrays: 7 }, { code: ErrorCode.INCOMPLETE, field: ArrayId.BLOCKS }],
    ['of other rows', { rows: 4 }, { code: ErrorCode.BAD_ARGUMENT, field: 1, got: 4, limit: 3 }],
    ['of other cells', { cells: 21 }, { code: ErrorCode.BAD_ARGUMENT, field: 2, got: 21, limit: 20 }],
    [
      'with a wrong CRC',
      { crc32c: [problem.crc32c[0]!, 0, 77, 0] },
      { code: ErrorCode.BAD_TOTAL_CRC, field: ArrayId.DRIVE, got: 77, limit: problem.crc32c[2]! },
    ],
  ];

  test.each(refusals)('%s is refused, and arms nothing', async (_name, change, expected) => {
    await writeProblem();
    await host.send('COMMIT', { ...problem, ...change });
    expect(host.lastError()).toMatchObject(expected);
    expect(device.log).not.toContain('commit');
    await host.send('COMMIT', problem);
    expect(host.lastError()).toBeUndefined();
  });

  test('counts the rows of blocks by their size', async () => {
    const blocks = new Uint8Array(27).fill(1); // 3 blocks of 3 × 3 for 9 rows
    const nine = { ...couplingWrite, rows: 9, columns: 20, totalBytes: 180 };
    await host.send('WRITE', nine);
    await host.sendData(ArrayId.COUPLINGS, 0, new Uint8Array(180));
    await host.send('WRITE', {
      ...couplingWrite,
      array: ArrayId.BLOCKS,
      rows: 3,
      columns: 9,
      totalBytes: 27,
    });
    await host.sendData(ArrayId.BLOCKS, 0, blocks);
    await host.send('WRITE', driveWrite);
    await host.sendData(ArrayId.DRIVE, 0, drive);
    const crc32c = [softwareCrc32c(new Uint8Array(180)), softwareCrc32c(blocks), softwareCrc32c(drive), 0];
    await host.send('COMMIT', { arrays: 7, rows: 9, cells: 20, crc32c });
    expect(host.lastError()).toBeUndefined();
  });
});

describe('RUN', () => {
  beforeEach(async () => void (await host.hello()));

  test('gives its codes in DATA frames and then its report', async () => {
    await arm();
    await host.send('RUN', { ...order, reads: 8 });
    const own = host.heard.filter(({ header }) => header.request === host.request);
    expect(own.map(({ header }) => header.kind)).toEqual([FrameKind.DATA, FrameKind.ANSWER]);
    expect(own[0]!.header.flags).toBe(Flag.FIRST | Flag.LAST);
    expect(host.codes(host.request)).toEqual(Buffer.concat(Array.from({ length: 8 }, () => drive)));
    expect(decodeRecord(runAnswer, own[1]!.body).report).toMatchObject({ dacConversions: 10n, droopV2: 0.5 });
  });

  const statusNow = async () => {
    await host.send('STATUS', {});
    return decodeRecord(statusAnswer, host.answers().at(-1)!.body);
  };

  test('lets STATUS, registers and the other bank through while it goes on', async () => {
    await arm();
    const runs = holdRuns();
    await host.send('RUN', order);
    const { request } = host;
    expect(await statusNow()).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 0, armed: 0 });
    await arm();
    expect(await statusNow()).toMatchObject({ state: DeviceState.RUNNING, armed: 1 });
    expect(host.answersTo(request)).toEqual([]);
    await runs.finish();
    expect(host.answersTo(request)).toHaveLength(1);
  });

  test('that comes while another is in progress waits its turn, and answers come in that order', async () => {
    await arm();
    const runs = holdRuns();
    await host.send('RUN', order);
    const first = host.request;
    await host.send('RUN', { ...order, latch: 1, reads: 1 });
    const second = host.request;
    expect(await statusNow()).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 1 });
    await host.send('READ', { reads: 1, readIndex: 0 });
    expect(host.lastError()).toMatchObject({ code: ErrorCode.QUEUE_FULL, got: 1 });
    await runs.finish();
    expect([host.answersTo(first).length, host.answersTo(second).length]).toEqual([1, 0]);
    await runs.finish();
    expect(host.answersTo(second)).toHaveLength(1);
    expect(host.codes(second)).toEqual(Buffer.from(drive));
    expect(await statusNow()).toMatchObject({ state: DeviceState.HOLDING, runs: 2n });
  });

  const fieldOf = (name: string): number => runCommand.fields.indexOf(name);
  const { BAD_ARGUMENT, NOT_SUPPORTED, TOO_LARGE } = ErrorCode;
  const live = { observation: Observation.LIVE, reads: 3 };
  const refusals: [string, object, object][] = [
    ['of no reads', { reads: 0 }, { code: BAD_ARGUMENT, field: fieldOf('reads'), got: 0, limit: 1 }],
    ['of too many reads', { reads: 9 }, { code: TOO_LARGE, field: 3, got: 9, limit: 8 }],
    ['of no repeats', { repeats: 0 }, { code: BAD_ARGUMENT, field: fieldOf('repeats'), got: 0, limit: 1 }],
    [
      'longer than the timer',
      { runTicks: 100_001n },
      { code: BAD_ARGUMENT, field: fieldOf('runTicks'), got: 100_001, limit: 100_000 },
    ],
    [
      'carried on longer than the timer',
      { carryTicks: 100_001n },
      { code: BAD_ARGUMENT, field: fieldOf('carryTicks'), got: 100_001, limit: 100_000 },
    ],
    [
      'whose held reads have a spacing',
      { reads: 3, spacingTicks: 1n },
      { code: BAD_ARGUMENT, field: fieldOf('spacingTicks'), got: 1, limit: 0 },
    ],
    [
      'whose last live read is past the timer',
      { ...live, runTicks: 99_001n, spacingTicks: 500n },
      { code: BAD_ARGUMENT, field: fieldOf('spacingTicks'), got: 500, limit: 499 },
    ],
  ];

  test.each(refusals)('%s is refused', async (_name, change, expected) => {
    await host.send('RUN', { ...order, ...change });
    expect(host.lastError()).toMatchObject(expected);
    expect(device.log).toEqual([]);
  });

  test('may use the timer to its end', async () => {
    await arm();
    await host.send('RUN', {
      ...order,
      ...live,
      carryTicks: 100_000n,
      runTicks: 99_000n,
      spacingTicks: 500n,
    });
    expect(host.lastError()).toBeUndefined();
    expect(device.ran[0]?.order).toMatchObject({ carryTicks: 100_000n, spacingTicks: 500n, observation: 1 });
  });

  const lacking: [string, object, object][] = [
    ['carry times', { carryTicks: 5n }, { field: fieldOf('carryTicks'), got: 5 }],
    ['live reads', live, { field: fieldOf('observation'), got: 1 }],
    ['repeats', { repeats: 2 }, { field: fieldOf('repeats'), got: 2 }],
    ['a start state', { start: 1 }, { field: fieldOf('start'), got: 1 }],
  ];

  test.each(lacking)('with %s is refused by a chip that has none', async (_name, change, expected) => {
    start({ runFeatures: 0, startStates: 0b0101 });
    await host.hello();
    await host.send('RUN', { ...order, ...change });
    expect(host.lastError()).toEqual({ code: NOT_SUPPORTED, limit: 0, ...expected });
  });

  describe('that would return more than the readout buffer', () => {
    const bytes = 40; // of one reading of every cell
    beforeEach(async () => {
      start({ readoutBufferBytes: 10 * bytes, runQueueDepth: 2 });
      await host.hello();
      await arm();
    });

    test('is refused with both sizes, and the bank stays armed', async () => {
      await host.send('RUN', { ...order, repeats: 6, reads: 2 });
      expect(host.lastError()).toEqual({ code: TOO_LARGE, field: 4, got: 12 * bytes, limit: 10 * bytes });
      await host.send('RUN', { ...order, repeats: 5, reads: 2 });
      expect(host.lastError()).toBeUndefined();
      expect(host.codes(host.request)).toHaveLength(10 * bytes);
    });

    test('is refused for the largest problem that may be latched when its turn comes', async () => {
      const runs = holdRuns();
      await host.send('RUN', order);
      await host.send('RUN', { ...order, latch: 1, repeats: 6, reads: 2 });
      expect(host.lastError()).toMatchObject({ code: TOO_LARGE, got: 12 * bytes });
      await runs.finish();
      await host.send('RUN', { ...order, latch: 1, repeats: 6, reads: 2 });
      expect(host.lastError()).toMatchObject({ code: TOO_LARGE, got: 12 * bytes });
      await host.send('RUN', { ...order, latch: 1, repeats: 2 ** 32 - 1, reads: 8 });
      expect(host.lastError()).toMatchObject({ code: TOO_LARGE, got: 8 * (2 ** 32 - 1) * bytes });
    });
  });

  test('passes on what the device refuses', async () => {
    await host.send('RUN', order);
    expect(host.lastError()).toMatchObject({ code: ErrorCode.BAD_STATE, got: DeviceState.IDLE });
  });
});

describe('CANCEL', () => {
  let runs: ReturnType<typeof holdRuns>;
  let first: number;
  let second: number;

  beforeEach(async () => {
    await host.hello();
    await arm();
    runs = holdRuns();
    await host.send('RUN', order);
    first = host.request;
    await host.send('READ', { reads: 1, readIndex: 0 });
    second = host.request;
  });

  const cancel = async (target: number, head: Partial<FrameHead> = {}): Promise<number> => {
    await host.send('CANCEL', { target }, head);
    const answer = host.answersTo(head.request ?? host.request).at(-1)!;
    return decodeRecord(cancelAnswer, answer.body).cancelled;
  };
  const errorOf = (request: number): ErrorCode | undefined => {
    const [answer] = host.answersTo(request);
    return answer && decodeRecord(errorRecord, answer.body).code;
  };

  test('ends a job that waits: its answer is ABORTED and comes first', async () => {
    const before = host.answers().length;
    expect(await cancel(second)).toBe(1);
    const after = host.answers().slice(before);
    expect(after.map(({ header }) => header.request)).toEqual([second, host.request]);
    expect(errorOf(second)).toBe(ErrorCode.ABORTED);
    await runs.finish();
    expect(host.answersTo(first)).toHaveLength(1);
    expect(host.answersTo(second)).toHaveLength(1);
  });

  test('ends the job in progress, and the next begins', async () => {
    expect(await cancel(first)).toBe(1);
    expect(errorOf(first)).toBe(ErrorCode.ABORTED);
    await settled();
    // nothing was held yet, so the reading has nothing to read
    expect(errorOf(second)).toBe(ErrorCode.BAD_STATE);
    await runs.finish();
    expect(host.answersTo(first)).toHaveLength(1);
    expect(device.ran).toEqual([]);
  });

  test('of what has been answered, or never came, does nothing', async () => {
    await runs.finish();
    expect(await cancel(first)).toBe(0);
    expect(await cancel(999)).toBe(0);
    expect(host.answersTo(first)).toHaveLength(1);
  });

  test('repeated is answered as before, and so is the job', async () => {
    await cancel(first);
    const { request } = host;
    expect(await cancel(first, { request })).toBe(1);
    await host.send('RUN', order, { request: first });
    expect(host.lastError()?.code).toBe(ErrorCode.ABORTED);
    expect(device.log.filter((entry) => entry === 'run')).toHaveLength(1);
  });

  test('stamps the answer of the job no earlier than itself', async () => {
    await runs.finish();
    await arm();
    await host.send('RUN', order, { stampPs: 1000n });
    await cancel(host.request, { stampPs: 5000n, request: host.request + 1 });
    expect(host.answersTo(host.request)[0]?.stampPs).toBeGreaterThan(5000n);
  });
});

describe('RESET', () => {
  test('is obeyed without a session', async () => {
    await host.send('RESET', {});
    expect(host.lastError()).toBeUndefined();
    expect(device.log).toEqual(['reset']);
  });

  test('on the connection of a session is obeyed whatever session it names', async () => {
    await host.hello();
    await host.send('RESET', {}, { session: 0 });
    expect(host.lastError()).toBeUndefined();
    expect(await host.hello()).toMatchObject({ session: 2, bootCount: 2, resetCause: ResetCause.HOST_RESET });
  });

  test('in the middle of a run and of a write ends both with ABORTED, and then itself', async () => {
    await host.hello();
    await arm();
    const runs = holdRuns();
    await host.send('RUN', order);
    const run = host.request;
    await host.send('WRITE', driveWrite);
    const write = host.request;
    await host.sendData(ArrayId.DRIVE, 0, drive.subarray(0, 8));
    const before = host.answers().length;
    await host.send('RESET', {});
    expect(
      host
        .answers()
        .slice(before)
        .map(({ header }) => header.request),
    ).toEqual([write, run, host.request]);
    await runs.finish();
    expect(host.answersTo(run)).toHaveLength(1);
    expect(host.lastError()).toBeUndefined();
    await host.hello();
    await host.sendData(ArrayId.DRIVE, 8, drive.subarray(8), { request: write });
    await host.send('COMMIT', problem);
    expect(host.lastError()).toMatchObject({ code: ErrorCode.INCOMPLETE, got: 0 });
  });
});

describe('virtual time', () => {
  beforeEach(async () => void (await host.hello()));

  test('counts codes at their resolution and payloads at 8 bits a byte, both without the stamp', async () => {
    await host.send('WRITE', couplingWrite, { stampPs: 1000n });
    await host.sendData(ArrayId.COUPLINGS, 0, couplings, { stampPs: 1000n });
    expect(device.linkLog).toEqual([
      { way: 'down', frame: { opcode: Opcode.WRITE, bits: 8 * 24 }, departurePs: 1000n },
      { way: 'down', frame: { opcode: Opcode.DATA, bits: 7 * 60 }, departurePs: 1000n },
      // the last piece took 420/64 ps and 1 more
      { way: 'up', frame: { opcode: Opcode.WRITE, bits: 8 * 8 }, departurePs: 1007n },
    ]);
    expect(host.answersTo(host.request)[0]?.stampPs).toBe(1007n + 2n);
  });

  test('of a run goes over all stages, and the report ends with the way up', async () => {
    await arm();
    device.linkLog.length = 0;
    await host.send('RUN', order, { stampPs: 5000n });
    const arrived = 5000n + 5n + 1n; // 320 bits
    const converted = arrived + 1000n;
    const answered = converted + 29n + 1n; // 1856 bits
    expect(device.linkLog.map(({ way, frame, departurePs }) => [way, frame.bits, departurePs])).toEqual([
      ['down', 320, 5000n],
      ['up', 10 * 40, converted],
      ['up', 8 * 232, converted],
    ]);
    const answer = host.answers().at(-1)!;
    expect(answer.stampPs).toBe(answered);
    const { stages } = decodeRecord(runAnswer, answer.body).report;
    expect(stages[5]).toEqual({ startPs: arrived, endPs: converted });
    expect(stages[6]).toEqual({ startPs: converted, endPs: answered });
  });

  test('is not asked for by commands without a stamp', async () => {
    await arm();
    await host.send('RUN', order);
    expect(device.linkLog).toEqual([]);
    expect(host.answers().every(({ stampPs }) => stampPs === undefined)).toBe(true);
  });
});

describe('a device that throws', () => {
  beforeEach(async () => void (await host.hello()));

  test('in a command gives INTERNAL, and the fault is told', async () => {
    device.writeRegisters = () => {
      throw new Error('broken');
    };
    await host.send('WRITE_REGISTERS', { registers: [] });
    expect(host.lastError()?.code).toBe(ErrorCode.INTERNAL);
    expect(faults).toEqual([new Error('broken')]);
  });

  test('in a run gives INTERNAL once, and the next run goes', async () => {
    await arm();
    device.gate = () => Promise.reject(new Error('broken'));
    await host.send('RUN', order);
    expect(host.answersTo(host.request)).toHaveLength(1);
    expect(host.lastError()?.code).toBe(ErrorCode.INTERNAL);
    device.gate = () => Promise.resolve();
    await host.send('RUN', { ...order, latch: 1 });
    expect(host.lastError()).toBeUndefined();
    expect(faults).toHaveLength(1);
  });

  test('by storage of the wrong size gives INTERNAL', async () => {
    device.beginWrite = () => new Uint8Array(39);
    await host.send('WRITE', driveWrite);
    expect(host.lastError()?.code).toBe(ErrorCode.INTERNAL);
    expect(faults).toEqual([new RangeError('the storage has 39 bytes; expected 40')]);
  });
});
