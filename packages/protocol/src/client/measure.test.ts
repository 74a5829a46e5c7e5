import { describe, expect, test } from '@jest/globals';
import type { CapabilityRecord } from '../capabilities.js';
import { DeviceState, ErrorCode, FrameKind, StartState } from '../generated/enums.js';
import { HEADER_BYTES } from '../generated/frame.js';
import { Opcode } from '../generated/messages.js';
import { SpuServer } from '../server/server.js';
import { upload } from '../testing/problem.js';
import { plainCapabilities, PlainDevice } from '../testing/plain-device.js';
import { shortTiming } from '../testing/short-timing.js';
import { memoryTransportPair, type Tamper } from '../transport/memory-transport.js';
import { readHeader } from '../wire/frame.js';
import type { Outcome } from '../wire-error.js';
import { SpuClient } from './client.js';

interface Setting {
  readonly chip?: Partial<CapabilityRecord>;
  readonly down?: Tamper;
  readonly up?: Tamper;
}

async function start(setting: Setting = {}): Promise<{ client: SpuClient; device: PlainDevice }> {
  const pair = memoryTransportPair(setting);
  const device = new PlainDevice({ ...plainCapabilities, ...setting.chip });
  new SpuServer(device).attach(pair.device);
  return { client: value(await SpuClient.connect(pair.host, { nowPs: 0n }, shortTiming)), device };
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.sentence());
  return outcome.value;
}

const errorOf = (outcome: Outcome<unknown>): ErrorCode | undefined =>
  outcome.ok ? undefined : outcome.error.code;

const loopback = (codes: Int16Array, change: { dacConverter?: number; delayTicks?: bigint } = {}) =>
  ({ kind: 'loopback', dacConverter: 1, codes, delayTicks: 5n, ...change }) as const;
const order = { adcConverter: 2, reads: 2, measureIndex: 4 };

/** The device holds what it was asked for until it is let go. */
function held(device: PlainDevice): () => void {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  device.gate = () => gate;
  return letGo;
}

/** What does something to the first frame of a kind of MEASURE. */
function onceTo(kind: FrameKind, change: (frame: Uint8Array) => readonly Uint8Array[]): Tamper {
  let isDone = false;
  return (bytes) => {
    const header = readHeader(bytes, 0);
    if (isDone || header?.kind !== kind || header.opcode !== Opcode.MEASURE) return [bytes];
    isDone = true;
    return change(bytes);
  };
}

test('a loopback gives the reads of each of its codes side by side, other inputs their reads', async () => {
  const { client } = await start();
  const { codes, report } = value(await client.measure(loopback(Int16Array.of(7, -8, 9)), order));
  expect(codes).toEqual(Int16Array.of(7, 7, -8, -8, 9, 9));
  expect(report.adcConversions).toBe(20n);
  for (const kind of ['zero', 'reference'] as const) {
    expect(value(await client.measure({ kind }, order)).codes).toEqual(Int16Array.of(0, 0));
  }
});

test('the device gets every field', async () => {
  const { client, device } = await start();
  let got: Parameters<PlainDevice['measure']>[0] | undefined;
  const measure = device.measure.bind(device);
  device.measure = (asked, arrivalPs) => {
    got = asked;
    return measure(asked, arrivalPs);
  };
  value(await client.measure(loopback(Int16Array.of(3)), order));
  expect(got).toMatchObject({
    input: 2,
    codes: Int16Array.of(3),
    reads: 2,
    dacConverter: 1,
    adcConverter: 2,
    delayTicks: 5n,
    measureIndex: 4,
  });
});

test('what the chip does not have is refused by name', async () => {
  const { client } = await start({ chip: { testPoints: 0b001 } });
  const refused = await client.measure({ kind: 'reference' }, order);
  expect(!refused.ok && refused.error).toMatchObject({ name: 'NOT_SUPPORTED', got: 1 });
  const noDac = await client.measure({ kind: 'zero' }, { ...order, adcConverter: 3 });
  expect(!noDac.ok && noDac.error).toMatchObject({ name: 'BAD_ARGUMENT', got: 3, limit: 2 });
  value(await client.measure({ kind: 'zero' }, order));
});

describe('the codes of one loopback', () => {
  test('are as many as fit into a payload and, read so often, into the readout buffer', async () => {
    const { client } = await start();
    // 512 bytes less a stamp of 8 and fields of 32, two bytes a code
    expect(client.mostLoopbackCodes(1)).toBe(236);
    const most = Int16Array.from({ length: 236 }, (_, i) => i - 100);
    expect(value(await client.measure(loopback(most), { ...order, reads: 1 })).codes).toEqual(most);
    const more = new Int16Array(237);
    await expect(client.measure(loopback(more), order)).rejects.toThrow(
      'a loopback of 237 codes; expected at most 236',
    );
    value(await client.status());
    const { client: other } = await start({ chip: { readoutBufferBytes: 100 } });
    expect(other.mostLoopbackCodes(8)).toBe(6);
    value(await other.measure(loopback(new Int16Array(6)), { ...order, reads: 8 }));
    const tooMany = await other.measure(loopback(new Int16Array(7)), { ...order, reads: 8 });
    expect(!tooMany.ok && tooMany.error).toMatchObject({ name: 'TOO_LARGE', field: 4, got: 112, limit: 100 });
  });

  test('count on the link by their resolution', async () => {
    const { client, device } = await start();
    value(await client.measure(loopback(new Int16Array(10)), order));
    const sent = device.linkLog.find(({ way, frame }) => way === 'down' && frame.opcode === Opcode.MEASURE);
    expect(sent?.frame.bits).toBe(8 * 32 + 10 * 12);
  });
});

describe('a MEASURE takes its turn', () => {
  const problem = { couplings: Int8Array.of(1, 2), drive: Int16Array.of(5, -6), rows: 1 };
  const run = { start: StartState.GRADIENT, runTicks: 7n };

  test('behind a run, and leaves what is to be read', async () => {
    const { client, device } = await start({ chip: { runQueueDepth: 2 } });
    value(await upload(client, problem));
    const letGo = held(device);
    const ended: string[] = [];
    const tell = async (name: string, outcome: Promise<Outcome<unknown>>): Promise<void> => {
      value(await outcome);
      ended.push(name);
    };
    const all = [
      tell('run', client.run(run)),
      tell('measure', client.measure({ kind: 'zero' }, order)),
      tell('read', client.read({ reads: 1, readIndex: 1 })),
    ];
    expect(value(await client.status())).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 2 });
    letGo();
    await Promise.all(all);
    expect(ended).toEqual(['run', 'measure', 'read']);
    expect(value(await client.read({ reads: 1, readIndex: 2 })).codes).toEqual(problem.drive);
  });

  test('is refused where the queue is full, and cancelled where it waits', async () => {
    const { client, device } = await start();
    value(await upload(client, problem));
    const letGo = held(device);
    const stop = new AbortController();
    const running = client.run(run);
    const waiting = client.measure({ kind: 'zero' }, order, { signal: stop.signal });
    expect(errorOf(await client.measure({ kind: 'zero' }, order))).toBe(ErrorCode.QUEUE_FULL);
    stop.abort();
    expect(errorOf(await waiting)).toBe(ErrorCode.ABORTED);
    const next = client.measure({ kind: 'zero' }, order);
    letGo();
    value(await running);
    value(await next);
  });

  test('and ends with ABORTED when the device is reset', async () => {
    const { client, device } = await start();
    held(device);
    const measuring = client.measure({ kind: 'zero' }, order);
    value(await client.reset());
    expect(errorOf(await measuring)).toBe(ErrorCode.ABORTED);
  });
});

describe('a frame that is lost or damaged', () => {
  const damaged = (frame: Uint8Array): Uint8Array[] => {
    const copy = frame.slice();
    copy[HEADER_BYTES + 41]! ^= 1; // in the codes
    return [copy];
  };
  test.each([
    ['command, lost', { down: onceTo(FrameKind.COMMAND, () => []) }],
    ['command, damaged', { down: onceTo(FrameKind.COMMAND, damaged) }],
    ['answer, lost', { up: onceTo(FrameKind.ANSWER, () => []) }],
    ['answer, damaged', { up: onceTo(FrameKind.ANSWER, damaged) }],
  ] satisfies [string, Setting][])('%s: it is repeated, and done once', async (_, setting) => {
    const { client, device } = await start(setting);
    const { codes } = value(await client.measure(loopback(Int16Array.of(11, 12)), order));
    expect(codes).toEqual(Int16Array.of(11, 11, 12, 12));
    expect(device.log.filter((entry) => entry === 'measure')).toHaveLength(1);
    expect(client.traffic.commandsRepeated).toBe(1);
  });
});
