import { describe, expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import { ErrorCode, FrameKind, Latch, StartState } from '../generated/enums.js';
import { Opcode } from '../generated/messages.js';
import { SpuServer } from '../server/server.js';
import { serverTiming } from '../server/timing.js';
import { PlainDevice } from '../testing/plain-device.js';
import { sameBytes, testProblem, upload, write } from '../testing/problem.js';
import { shortTiming } from '../testing/short-timing.js';
import type { Direction, Fault, FaultPlan } from '../transport/faults/fault-plan.js';
import { faultyTransport } from '../transport/faults/faulty-transport.js';
import { memoryTransportPair } from '../transport/memory-transport.js';
import type { Outcome } from '../wire-error.js';
import { SpuClient } from './client.js';

const problem = testProblem(1);
const next = testProblem(2);
const order = { start: StartState.GRADIENT, reads: 2, runTicks: 7n };
const { repeatAfterMs, heartbeatMs, silenceMs } = shortTiming;

/** A frame that a fault hits: the nth of its kind in a session. */
interface Place {
  readonly state: string;
  readonly direction: Direction;
  readonly kind: FrameKind;
  readonly opcode: number;
  readonly nth?: number;
}

const { COMMAND, ANSWER, DATA, CREDIT } = FrameKind;
const both = (state: string, opcode: number, nth = 0): Place[] => [
  { state, direction: 'sent', kind: COMMAND, opcode, nth },
  { state, direction: 'received', kind: ANSWER, opcode, nth },
];

const places: Place[] = [
  ...both('hello', Opcode.HELLO),
  ...both('hello', Opcode.CAPABILITIES),
  ...both('registers', Opcode.WRITE_REGISTERS),
  ...both('write', Opcode.WRITE),
  { state: 'write', direction: 'sent', kind: DATA, opcode: Opcode.DATA, nth: 1 },
  { state: 'write', direction: 'received', kind: CREDIT, opcode: Opcode.CREDIT },
  ...both('commit', Opcode.COMMIT),
  ...both('run', Opcode.RUN),
  { state: 'run', direction: 'received', kind: DATA, opcode: Opcode.DATA, nth: 1 },
  ...both('a run that waits', Opcode.RUN, 1),
  ...both('read', Opcode.READ),
  { state: 'read', direction: 'received', kind: DATA, opcode: Opcode.DATA, nth: 12 },
];

const faults: readonly Fault[] = [
  { kind: 'drop' },
  { kind: 'duplicate', behindFrames: 0 },
  { kind: 'duplicate', behindFrames: 5 },
  { kind: 'reorder', behindFrames: 1 },
  { kind: 'reorder', behindFrames: 4 },
  { kind: 'truncate', bytes: 5 },
  { kind: 'truncate', bytes: 45 },
  { kind: 'truncate', bytes: 230 },
  { kind: 'flip', bits: 1, where: 'header' },
  { kind: 'flip', bits: 3, where: 'payload' },
  { kind: 'disconnect' },
];

/** What one frame waits, all behind it wait for too, so one place of each state is enough. */
const stalledPlaces = places.filter(
  ({ kind, opcode }) => kind === DATA || opcode === Opcode.HELLO || opcode === Opcode.COMMIT,
);
const stalls: readonly Fault[] = [
  { kind: 'stall', ms: silenceMs / 2 },
  { kind: 'stall', ms: 2 * silenceMs + heartbeatMs },
];

/** The errors that tell of the link; any other would blame the program. */
const ofTheLink: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.LINK_CLOSED,
  ErrorCode.DEVICE_SILENT,
  ErrorCode.NO_ANSWER,
]);

/** The longest that one command may take: asked for after a heartbeat, then silent; or its tries, each twice as long. */
const commandLimitMs = Math.max(heartbeatMs + repeatAfterMs + silenceMs, 15 * repeatAfterMs);

/** What is right, or undefined where the link failed in time. */
async function right<T>(outcome: Promise<Outcome<T>>): Promise<{ readonly value: T } | undefined> {
  const before = wallClock.nowMs();
  const result = await outcome;
  expect(wallClock.nowMs() - before).toBeLessThan(4 * commandLimitMs); // a busy machine is in it
  if (result.ok) return { value: result.value };
  if (!ofTheLink.has(result.error.code)) throw new Error(result.error.sentence());
  return undefined;
}

/** Everything that a host does, each result being right or a fault of the link; false once the link has failed. */
async function session(client: SpuClient, device: PlainDevice): Promise<boolean> {
  const before = device.ran.length;
  if (!(await right(client.writeRegisters({ leak: 2 })))) return false;
  const commit = await right(write(client, problem));
  if (!commit) return false;
  const [armed, ran] = await Promise.all([right(client.commit(commit.value)), right(client.run(order))]);
  if (ran) expect(sameBytes(ran.value.codes, Int16Array.of(...problem.drive, ...problem.drive))).toBe(true);
  if (!armed || !ran) return false;
  device.gate = () => wallClock.sleep(2);
  const [again, prepared] = await Promise.all([
    right(client.run({ ...order, latch: Latch.LATCHED, reads: 1 })),
    right(upload(client, next)),
  ]);
  if (again) expect(sameBytes(again.value.codes, problem.drive)).toBe(true);
  if (!again || !prepared) return false;
  const [last, read] = await Promise.all([
    right(client.run({ ...order, reads: 1 })),
    right(client.read({ reads: 2, readIndex: 1 })),
  ]);
  if (last) expect(sameBytes(last.value.codes, next.drive)).toBe(true);
  if (read) expect(sameBytes(read.value.codes, Int16Array.of(...next.drive, ...next.drive))).toBe(true);
  const ofRuns = device.ran.slice(before);
  expect(ofRuns.map(({ registers }) => registers.get('leak'))).toEqual(ofRuns.map(() => 2));
  const expected = [problem, problem, next].slice(0, ofRuns.length);
  expected.forEach(({ couplings }, k) => expect(sameBytes(ofRuns[k]?.couplings, couplings)).toBe(true));
  return last !== undefined && read !== undefined;
}

const idle: FaultPlan = { seed: 0 };

function start() {
  const device = new PlainDevice();
  const timing = { ...serverTiming, pauseMs: shortTiming.pauseMs };
  const server = new SpuServer(device, { creditWindowBytes: 1024, timing });
  const connect = async (plan: FaultPlan) => {
    const pair = memoryTransportPair();
    server.attach(pair.device);
    const transport = faultyTransport(pair.host, plan);
    return { transport, opened: await right(SpuClient.connect(transport, { nowPs: 0n }, shortTiming)) };
  };
  return { device, connect };
}

const cases = [
  ...places.flatMap((place) => faults.map((fault) => ({ place, fault }))),
  ...stalledPlaces.flatMap((place) => stalls.map((fault) => ({ place, fault }))),
];

describe.each(cases)('$fault on $place', ({ place, fault }) => {
  test('ends in the right result or in a fault of the link in time, and the next session is right', async () => {
    const { device, connect } = start();
    const { state: _state, direction, nth = 0, ...frame } = place;
    let met = 0;
    const plan: FaultPlan = {
      seed: 1,
      [direction]: [{ ...frame, at: { nth }, fault }],
      onFault: () => (met += 1),
    };
    const { transport, opened } = await connect(plan);
    const isWhole = opened !== undefined && (await session(opened.value, device));
    expect(met).toBe(1);
    const heals = fault.kind !== 'disconnect' && !(fault.kind === 'stall' && fault.ms > silenceMs);
    if (heals) expect(isWhole).toBe(true);
    if (fault.kind === 'stall') await wallClock.sleep(fault.ms);
    device.gate = () => Promise.resolve();
    const reopened =
      opened !== undefined && fault.kind !== 'disconnect' && (await right(opened.value.reset()));
    if (!reopened) {
      await transport.close();
      const { opened: anew } = await connect(idle);
      expect(anew && (await session(anew.value, device))).toBe(true);
    } else {
      expect(await session(opened.value, device)).toBe(true);
    }
  });
});
