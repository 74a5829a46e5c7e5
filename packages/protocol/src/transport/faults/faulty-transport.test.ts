import { describe, expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import * as fc from 'fast-check';
import { FrameKind } from '../../generated/enums.js';
import { Opcode } from '../../generated/messages.js';
import { FrameWriter, type ReceivedFrame } from '../../wire/frame.js';
import { FrameParser } from '../../wire/parser.js';
import { memoryTransportPair } from '../memory-transport.js';
import { faultText, type Fault, type FaultEvent, type FaultPlan, type FaultRule } from './fault-plan.js';
import { faultyTransport, PlannedDisconnect } from './faulty-transport.js';

const arrived = (): Promise<void> => wallClock.sleep(5);

/** `count` commands, of which the odd ones are COMMITs, each with its number as request and as payload. */
function frames(count: number): Uint8Array[] {
  const writer = new FrameWriter();
  return Array.from({ length: count }, (_, request) =>
    writer.body(
      {
        kind: FrameKind.COMMAND,
        opcode: request % 2 === 0 ? Opcode.STATUS : Opcode.COMMIT,
        flags: 0,
        session: 1,
        request,
        stampPs: undefined,
      },
      new Uint8Array(40).fill(request),
    ),
  );
}

/** Sends frames through a faulty transport, from its side or towards it; what came, by request, and the log. */
async function through(
  plan: Omit<FaultPlan, 'onFault'>,
  pieces: readonly Uint8Array[],
): Promise<{ heard: ReceivedFrame[]; bytes: number; events: FaultEvent[]; reason: Error | undefined }> {
  const { host, device } = memoryTransportPair();
  const events: FaultEvent[] = [];
  const faulty = faultyTransport(host, { ...plan, onFault: (event) => events.push(event) });
  const heard: ReceivedFrame[] = [];
  const [from, to] = plan.sent === undefined ? [device, faulty] : [faulty, device];
  const parser = new FrameParser(1000, (frame) => heard.push({ ...frame, body: frame.body.slice() }));
  let bytes = 0;
  to.onReceive((piece) => {
    bytes += piece.length;
    parser.push(piece);
  });
  let reason: Error | undefined;
  faulty.onClose((why) => (reason = why));
  for (const piece of pieces) {
    from.send(new Uint8Array(piece));
    await Promise.resolve();
  }
  await arrived();
  return { heard, bytes, events, reason };
}

const requests = (heard: readonly ReceivedFrame[]): string =>
  heard.map(({ header, fault }) => `${header.request}${fault === undefined ? '' : '!'}`).join(' ');

const second = (fault: Fault): FaultRule => ({ at: { nth: 1 }, fault });

describe.each(['sent', 'received'] as const)('what is %s', (direction) => {
  test.each<[Fault, string]>([
    [{ kind: 'drop' }, '0 2 3 4'],
    [{ kind: 'duplicate', behindFrames: 0 }, '0 1 1 2 3 4'],
    [{ kind: 'duplicate', behindFrames: 2 }, '0 1 2 3 1 4'],
    [{ kind: 'reorder', behindFrames: 1 }, '0 2 1 3 4'],
    [{ kind: 'truncate', bytes: 3 }, '0 1! 2 3 4'],
    [{ kind: 'truncate', bytes: 60 }, '0 2 3 4'],
    [{ kind: 'flip', bits: 1, where: 'payload' }, '0 1! 2 3 4'],
    [{ kind: 'flip', bits: 1, where: 'header' }, '0 2 3 4'],
    [{ kind: 'disconnect' }, '0'],
  ])('meets %j', async (fault, expected) => {
    const { heard, events } = await through({ seed: 1, [direction]: [second(fault)] }, frames(5));
    expect(requests(heard)).toBe(expected);
    expect(events.map(({ frame, header, ...event }) => [frame, header.request, event.fault])).toEqual([
      [1, 1, fault],
    ]);
  });

  test('waits through a stall, in order', async () => {
    const plan = { seed: 1, [direction]: [second({ kind: 'stall', ms: 60 })] };
    const { host, device } = memoryTransportPair();
    const faulty = faultyTransport(host, plan);
    const [from, to] = direction === 'sent' ? [faulty, device] : [device, faulty];
    const heard: ReceivedFrame[] = [];
    const parser = new FrameParser(1000, (frame) => heard.push(frame));
    to.onReceive((bytes) => parser.push(bytes));
    for (const frame of frames(4)) from.send(frame);
    await wallClock.sleep(20);
    expect(requests(heard)).toBe('0');
    await wallClock.sleep(100);
    expect(requests(heard)).toBe('0 1 2 3');
  });
});

test('a frame that none follows to pass it comes a little later', async () => {
  const plan = { seed: 1, sent: [{ at: { nth: 2 }, fault: { kind: 'reorder', behindFrames: 3 } }] } as const;
  const { heard } = await through(plan, frames(3));
  expect(requests(heard)).toBe('0 1');
  await wallClock.sleep(100);
  expect(requests(heard)).toBe('0 1 2');
});

test('the end by plan is told with its reason, and half a frame goes out before', async () => {
  const plan = { seed: 1, sent: [second({ kind: 'disconnect' })] };
  const { reason, bytes } = await through(plan, frames(3));
  expect(reason).toBeInstanceOf(PlannedDisconnect);
  expect(bytes).toBe(68 + 34);
});

test('rules count the frames that they are for', async () => {
  const rule: FaultRule = {
    opcode: Opcode.COMMIT,
    kind: FrameKind.COMMAND,
    at: { nth: 1 },
    fault: { kind: 'drop' },
  };
  const { heard } = await through({ seed: 1, sent: [rule] }, frames(6));
  expect(requests(heard)).toBe('0 1 2 4 5');
});

test('faults are a function of seed and frames, however the stream is cut, and are written down', async () => {
  const rules: FaultRule[] = [
    { at: { rate: 0.2 }, fault: { kind: 'drop' } },
    { at: { rate: 0.2 }, fault: { kind: 'flip', bits: 3, where: 'frame' } },
    { at: { rate: 0.2 }, fault: { kind: 'truncate' } },
  ];
  const log = async (seed: number, pieces: readonly Uint8Array[]): Promise<string[]> =>
    (await through({ seed, sent: rules }, pieces)).events.map(faultText);
  const whole = await log(7, frames(40));
  expect(whole.length).toBeGreaterThan(8); // 19.5 expected; fewer for 1 seed in 10^4, and this one is fixed
  expect(whole[0]).toMatch(
    /^seed 7: \w+ .*on sent frame \d+ \(COMMAND (STATUS|COMMIT), request \d+, sequence \d+\)$/,
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (size) => {
      const stream = Buffer.concat(frames(40));
      const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
        stream.subarray(i * size, (i + 1) * size),
      );
      expect(await log(7, pieces)).toEqual(whole);
    }),
    { seed: 1, numRuns: 10 },
  );
  expect(await log(8, frames(40))).not.toEqual(whole);
});

test('what is no frame goes through', async () => {
  const { bytes } = await through({ seed: 1, sent: [{ at: { rate: 1 }, fault: { kind: 'drop' } }] }, [
    new TextEncoder().encode('SPam, Spam'.repeat(10)),
    ...frames(3),
  ]);
  expect(bytes).toBe(100);
});
