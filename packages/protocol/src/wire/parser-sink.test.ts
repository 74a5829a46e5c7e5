import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ArrayId, ErrorCode, Flag, FrameKind } from '../generated/enums.js';
import { Opcode } from '../generated/messages.js';
import { frameBytes, FrameWriter, type FrameHead, type ReceivedFrame } from './frame.js';
import { FrameParser, type CodesSink } from './parser.js';

const MAXIMUM = 4096;
const dataHead: FrameHead = {
  kind: FrameKind.DATA,
  opcode: Opcode.DATA,
  flags: Flag.FIRST,
  session: 7,
  request: 9,
  stampPs: undefined,
};

const inPieces = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length]!;
    pieces.push(new Uint8Array(bytes.subarray(at, end)));
    at = end;
  }
  return pieces;
};

/** What a parser with a sink finds, copied; a piece is overwritten once it was read, as a transport may do. */
function parse(pieces: readonly Uint8Array[], sink: CodesSink, maximum = MAXIMUM): ReceivedFrame[] {
  const found: ReceivedFrame[] = [];
  const parser = new FrameParser(
    maximum,
    (frame) =>
      found.push({
        ...frame,
        body: frame.body.slice(),
        piece: frame.piece && { ...frame.piece, codes: frame.piece.codes.slice() },
      }),
    sink,
  );
  for (const piece of pieces) {
    parser.push(piece);
    piece.fill(0x53);
  }
  return found;
}

const data = (writer: FrameWriter, offset: number, codes: Uint8Array, head: Partial<FrameHead> = {}) =>
  writer.data({ ...dataHead, ...head }, { array: ArrayId.COUPLINGS, offset }, codes).frame;

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 37);

const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

describe('a parser with a sink', () => {
  test('gives the same frames as one without, however the stream is cut and whatever the sink takes', () => {
    const frames = fc.array(
      fc.oneof(
        fc.record({
          codes: fc.uint8Array({ maxLength: 600 }),
          offset: fc.nat(),
          stampPs: fc.option(fc.constant(77n), { nil: undefined }),
        }),
        fc.record({ body: fc.uint8Array({ maxLength: 100 }) }),
        fc.record({ noise: fc.uint8Array({ maxLength: 40 }) }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(frames, cuts, fc.array(fc.boolean(), { minLength: 1 }), (parts, sizes, wanted) => {
        const writer = new FrameWriter();
        const stream = Buffer.concat(
          parts.map((part) => {
            if ('noise' in part) return part.noise;
            if ('body' in part) return writer.body({ ...dataHead, kind: FrameKind.COMMAND }, part.body);
            return data(writer, part.offset, part.codes, { stampPs: part.stampPs });
          }),
        );
        let asked = 0;
        const withSink = parse(inPieces(stream, sizes), (_header, _place, length) =>
          wanted[asked++ % wanted.length] === true ? new Uint8Array(length) : undefined,
        );
        const without = parse(inPieces(stream, sizes), () => undefined);
        const comparable = ({ header, fault, stampPs, piece, codesCrc }: ReceivedFrame) => ({
          ...{ header, fault, stampPs, piece, codesCrc },
        });
        expect(withSink.map(comparable)).toEqual(without.map(comparable));
        expect(without).toHaveLength(parts.filter((part) => !('noise' in part)).length);
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  test('asks once for a frame in parts, and hands out the memory that it was given', () => {
    const codes = counted(1000);
    const destination = new Uint8Array(1000);
    const asked: unknown[] = [];
    let handed: Uint8Array | undefined;
    const parser = new FrameParser(
      MAXIMUM,
      ({ piece }) => (handed = piece?.codes),
      ({ request }, place, length) => {
        asked.push({ request, ...place, length });
        return destination;
      },
    );
    for (const piece of inPieces(data(new FrameWriter(), 5000, codes, { stampPs: 1n }), [100])) {
      parser.push(piece);
    }
    expect(asked).toEqual([{ request: 9, array: ArrayId.COUPLINGS, offset: 5000, length: 1000 }]);
    expect(handed).toBe(destination);
    expect(destination).toEqual(codes);
  });

  test('does not ask for a frame that is there as a whole, one without codes, or one that is too long', () => {
    const sink = (): never => {
      throw new Error('asked');
    };
    const writer = new FrameWriter();
    const whole = data(writer, 0, counted(100));
    const empty = data(writer, 0, new Uint8Array(0));
    const long = data(writer, 0, counted(MAXIMUM));
    const found = parse([whole, ...inPieces(empty, [5]), ...inPieces(long, [100])], sink);
    expect(found.map(({ fault }) => fault)).toEqual([undefined, undefined, ErrorCode.BAD_LENGTH]);
  });

  test('reports what is damaged anywhere, and finds the frames that came inside', () => {
    const codes = counted(400);
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: frameBytes(408) - 1 }),
        fc.integer({ min: 1, max: 255 }),
        cuts,
        (at, change, sizes) => {
          const writer = new FrameWriter();
          const damaged = data(writer, 0, codes);
          damaged[at]! ^= change;
          const found = parse(
            inPieces(Buffer.concat([damaged, data(writer, 0, codes)]), sizes),
            (_header, _place, length) => new Uint8Array(length),
          );
          expect(found.map(({ header, fault }) => [header.sequence, fault])).toEqual([
            [0, ErrorCode.BAD_PAYLOAD_CRC],
            [1, undefined],
          ]);
        },
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  test('loses one frame where bytes of its codes are lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 399 }), cuts, (lost, sizes) => {
        const writer = new FrameWriter();
        const frames = [0, 1, 2].map(() => data(writer, 0, counted(400)));
        const stream = Buffer.concat([
          frames[0]!.subarray(0, frames[0]!.length - lost),
          frames[1]!,
          frames[2]!,
        ]);
        const found = parse(inPieces(stream, sizes), (_header, _place, length) => new Uint8Array(length));
        const good = found.filter(({ fault }) => fault === undefined);
        expect(good.map(({ header }) => header.sequence)).toEqual([1, 2]);
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  test('refuses a destination of another size', () => {
    const parser = new FrameParser(
      MAXIMUM,
      () => undefined,
      () => new Uint8Array(3),
    );
    const frame = data(new FrameWriter(), 0, counted(100));
    expect(() => parser.push(frame.subarray(0, 60))).toThrow('the destination has 3 bytes; expected 100');
  });
});

test('frames in frames in frames, all damaged, are not looked into without end', () => {
  // every 24 bytes a good header that claims a payload to the end of the largest frame: 170 frames, one in the other
  const hostile = new Uint8Array(frameBytes(MAXIMUM));
  const writer = new FrameWriter();
  for (let at = 0; hostile.length - at > 48; at += 24) {
    const header = writer.body(dataHead, new Uint8Array(hostile.length - at - 28)).subarray(0, 24);
    hostile.set(header, at);
  }
  let looks = 0;
  const parser = new FrameParser(MAXIMUM, () => (looks += 1));
  for (let i = 0; i < 100; i++) parser.push(hostile.slice());
  expect(looks).toBeLessThanOrEqual(100 * 9);
  const after: number[] = [];
  const patient = new FrameParser(MAXIMUM, ({ header, fault }) => {
    if (fault === undefined) after.push(header.request);
  });
  patient.push(hostile);
  patient.push(
    new FrameWriter().body({ ...dataHead, kind: FrameKind.COMMAND, request: 5 }, new Uint8Array(8)),
  );
  expect(after).toEqual([5]);
});
