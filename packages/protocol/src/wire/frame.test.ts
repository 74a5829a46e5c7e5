import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ArrayId, ErrorCode, Flag, FrameKind } from '../generated/enums.js';
import { Opcode, runCommand, type RunCommand } from '../generated/messages.js';
import { DATA_OVERHEAD_BYTES, frameBytes, FrameWriter, type FrameHead, type ReceivedFrame } from './frame.js';
import { decodeRecord } from './codec.js';
import { softwareCrc32c } from './crc32c.js';
import { FrameParser } from './parser.js';
import { plainRun } from '../testing/plain-run.js';

const MAXIMUM = 2048;
const order: RunCommand = { ...plainRun, start: 1, reads: 2, runTicks: 3n };
const head: FrameHead = {
  kind: FrameKind.COMMAND,
  opcode: Opcode.RUN,
  flags: 0,
  session: 7,
  request: 9,
  stampPs: undefined,
};
const dataHead: FrameHead = { ...head, kind: FrameKind.DATA, opcode: Opcode.DATA, flags: Flag.FIRST };

/** What a parser finds; bodies are copied, as they are valid only until its handler returns. */
function parse(...pieces: Uint8Array[]): ReceivedFrame[] {
  const found: ReceivedFrame[] = [];
  const parser = new FrameParser(MAXIMUM, (frame) => found.push({ ...frame, body: frame.body.slice() }));
  for (const piece of pieces) parser.push(piece);
  return found;
}

const good = (frames: readonly ReceivedFrame[]): ReceivedFrame[] =>
  frames.filter((frame) => frame.fault === undefined);

/** Frames of every size that a payload can have, with and without a stamp. */
const someFrames = fc
  .record({
    body: fc.uint8Array({ maxLength: 100 }),
    stampPs: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { nil: undefined }),
    session: fc.nat({ max: 0xffff }),
    request: fc.nat({ max: 0xffff }),
    isData: fc.boolean(),
    array: fc.constantFrom(...Object.values(ArrayId)),
    offset: fc.nat(),
  })
  .map((parts) => ({
    ...parts,
    frame: (writer: FrameWriter): Uint8Array => {
      const { session, request, stampPs, array, offset, body } = parts;
      return parts.isData
        ? writer.data({ ...dataHead, session, request, stampPs }, { array, offset }, body).frame
        : writer.body({ ...head, session, request, stampPs }, body);
    },
  }));

describe('a frame', () => {
  test('is laid out as written in PROTOCOL.md', () => {
    const writer = new FrameWriter();
    writer.record(head, runCommand, order);
    const bytes = writer.record({ ...head, stampPs: 0x0102_0304_0506_0708n }, runCommand, order);
    const view = new DataView(bytes.buffer);
    expect(Buffer.from(bytes.subarray(0, 20)).toString('hex')).toBe(
      '5350' + '00' + '01' + '3000' + '0800' + '01000000' + '0700' + '0900' + '30000000',
    );
    expect(view.getUint32(20, true)).toBe(softwareCrc32c(bytes.subarray(0, 20)));
    expect(Buffer.from(bytes.subarray(24, 72)).toString('hex')).toBe(
      '0807060504030201' + // stamp
        '01000000' +
        '0200' +
        '0000' +
        '01000000' +
        '00000000' + // start, latch, observation; reads; repeats
        '0000000000000000' +
        '0300000000000000' +
        '0000000000000000', // carry, run and spacing ticks
    );
    expect(view.getUint32(72, true)).toBe(softwareCrc32c(bytes.subarray(24, 72)));
    expect(bytes.length).toBe(76);
  });

  test('is padded with zeros to 4 bytes, whatever its memory held', () => {
    const dirty = new FrameWriter((size) => new Uint8Array(size).fill(0xaa));
    const bytes = dirty.body(head, new Uint8Array([1, 2, 3, 4, 5]));
    expect([...bytes.subarray(24, 32)]).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
    expect(bytes.length).toBe(frameBytes(5));
    const { frame } = dirty.data(dataHead, { array: 0, offset: 0 }, new Uint8Array([1]));
    expect([...frame.subarray(32, 36)]).toEqual([1, 0, 0, 0]);
    expect(good(parse(bytes, frame))).toHaveLength(2);
  });

  test('without payload has no payload CRC', () => {
    expect(new FrameWriter().body(head, new Uint8Array(0))).toHaveLength(24);
  });

  test('comes back as it was sent, numbered, with the CRC of its codes', () => {
    fc.assert(
      fc.property(fc.array(someFrames, { minLength: 1, maxLength: 8 }), (frames) => {
        const writer = new FrameWriter();
        const found = good(parse(...frames.map(({ frame }) => frame(writer))));
        expect(found).toHaveLength(frames.length);
        found.forEach((frame, index) => {
          const { body, stampPs, session, request, isData } = frames[index]!;
          expect(frame.header).toMatchObject({ session, request, sequence: index });
          expect(frame.stampPs).toBe(stampPs);
          expect(frame.body.subarray(isData ? 8 : 0)).toEqual(body);
          if (isData) expect(frame.codesCrc).toBe(softwareCrc32c(body));
        });
      }),
      { seed: 3 },
    );
  });
});

describe('the parser', () => {
  test('reads a piece that is one frame in place', () => {
    const sent = new FrameWriter().body(head, new Uint8Array(100));
    let body: Uint8Array | undefined;
    new FrameParser(MAXIMUM, (frame) => (body = frame.body)).push(sent);
    expect(body?.buffer).toBe(sent.buffer);
  });

  test('finds all frames however the stream is cut and whatever lies between them', () => {
    const garbage = fc.uint8Array({ maxLength: 60 });
    const gap = fc.oneof(
      garbage,
      garbage.map((bytes) => new Uint8Array([...bytes, 0x53, 0x50, ...bytes])), // looks like a header
      fc.constant(new Uint8Array([0x53])),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(gap, someFrames), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }),
        (parts, cuts) => {
          const writer = new FrameWriter();
          const stream = Buffer.concat(parts.flatMap(([noise, { frame }]) => [noise, frame(writer)]));
          const pieces: Uint8Array[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const end = at + cuts[i % cuts.length]!;
            pieces.push(new Uint8Array(stream.subarray(at, end)));
            at = end;
          }
          const found = good(parse(...pieces));
          expect(found.map(({ header }) => header.sequence)).toEqual(parts.map((_part, index) => index));
          found.forEach((frame, index) => {
            const { body, isData } = parts[index]![1];
            expect(frame.body.subarray(isData ? 8 : 0)).toEqual(body);
          });
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });

  test('counts what it skips', () => {
    const parser = new FrameParser(MAXIMUM, () => undefined);
    parser.push(new Uint8Array([1, 2, 3]));
    parser.push(new FrameWriter().body(head, new Uint8Array(5)));
    parser.push(new Uint8Array(7));
    expect(parser.skippedBytes).toBe(10);
  });

  test('never takes a mutated frame for the one that was sent: 20 000 mutations', () => {
    // A mutation passes if it changes header or payload so that CRC-32C still fits: 2^-32 each, 5e-6 over all.
    fc.assert(
      fc.property(
        someFrames,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('flip', 'drop', 'insert', 'cut'),
        ({ frame }, places, how) => {
          const sent = frame(new FrameWriter());
          const mutated = [...sent];
          for (const [place, change] of places) {
            const at = place % mutated.length;
            if (how === 'flip') mutated[at]! ^= change;
            if (how === 'drop') mutated.splice(at, 1);
            if (how === 'insert') mutated.splice(at, 0, change);
            if (how === 'cut') mutated.length = Math.max(1, at);
          }
          const changed = new Uint8Array(mutated);
          fc.pre(!Buffer.from(changed).includes(Buffer.from(sent)));
          expect(good(parse(changed))).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 20_000 },
    );
  });

  test('reports a damaged payload under its good header, and loses no frame after it', () => {
    const writer = new FrameWriter();
    const damaged = writer.record(head, runCommand, order);
    damaged[30]! ^= 1;
    const next = writer.record({ ...head, request: 10 }, runCommand, order);
    const found = parse(Buffer.concat([damaged, next]));
    expect(found.map(({ header, fault }) => [header.request, fault])).toEqual([
      [9, ErrorCode.BAD_PAYLOAD_CRC],
      [10, undefined],
    ]);
  });

  test('loses one frame where bytes of its payload are lost', () => {
    const writer = new FrameWriter();
    const short = writer.body(head, new Uint8Array(60)).subarray(0, 50);
    const next = writer.record({ ...head, request: 10 }, runCommand, order);
    const after = writer.record({ ...head, request: 11 }, runCommand, order);
    const found = good(parse(Buffer.concat([short, next, after])));
    expect(found.map(({ header }) => header.request)).toEqual([10, 11]);
  });

  test('reports a payload above the maximum at once, keeps none of it, and goes on', () => {
    const writer = new FrameWriter();
    const long = writer.body(head, new Uint8Array(MAXIMUM + 1));
    const next = writer.record({ ...head, request: 10 }, runCommand, order);
    expect(parse(long.subarray(0, 24)).map(({ fault }) => fault)).toEqual([ErrorCode.BAD_LENGTH]);
    expect(parse(long, next).map(({ header, fault }) => [header.request, fault])).toEqual([
      [9, ErrorCode.BAD_LENGTH],
      [10, undefined],
    ]);
  });

  test('reports a stamp or DATA fields that do not fit into the payload', () => {
    const stamped = new FrameWriter().body({ ...head, flags: Flag.SIM_TIME }, new Uint8Array(7));
    const noPayload = new FrameWriter().body({ ...head, flags: Flag.SIM_TIME }, new Uint8Array(0));
    const data = new FrameWriter().body({ ...dataHead, stampPs: 1n }, new Uint8Array(7));
    for (const bytes of [stamped, noPayload, data]) {
      expect(parse(bytes).map(({ fault }) => fault)).toEqual([ErrorCode.BAD_LENGTH]);
    }
  });

  test('takes the largest payload', () => {
    const codes = new Uint8Array(MAXIMUM - DATA_OVERHEAD_BYTES).fill(3);
    const { frame } = new FrameWriter().data({ ...dataHead, stampPs: 1n }, { array: 0, offset: 0 }, codes);
    expect(good(parse(frame.subarray(0, 500), frame.subarray(500)))[0]?.body).toHaveLength(codes.length + 8);
  });
});

test('a record is read from a body', () => {
  const [frame] = parse(new FrameWriter().record(head, runCommand, order));
  expect(decodeRecord(runCommand, frame!.body)).toEqual(order);
});
