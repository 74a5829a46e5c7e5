import * as fc from 'fast-check';
import { ErrorCode } from '../../generated/enums.js';
import type { ReceivedFrame } from '../../wire/frame.js';
import { FrameParser } from '../../wire/parser.js';
import { damaged, damagesOf } from './damage.js';
import { DATA_OPCODE, frameOf, framesIn, Kind, SIM_TIME, type Found } from './oracle.js';

const MAXIMUM_PAYLOAD = 1024;

const anyHeads = fc.record({
  version: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 255 })),
  kind: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.values(Kind)) }, fc.nat({ max: 255 })),
  opcode: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(1, 3, 0x20, DATA_OPCODE, 0x30) },
    fc.nat({ max: 0xffff }),
  ),
  flags: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1, 2, SIM_TIME) }, fc.nat({ max: 0xffff })),
  sequence: fc.nat(),
  session: fc.nat({ max: 0xffff }),
  request: fc.nat({ max: 0xffff }),
});

const heads = fc.oneof(
  { weight: 2, arbitrary: anyHeads },
  { weight: 1, arbitrary: anyHeads.map((head) => ({ ...head, kind: Kind.DATA, opcode: DATA_OPCODE })) },
);

const payloads = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat({ max: MAXIMUM_PAYLOAD + 8 }).map((length) => patterned(length)) },
);

const sent = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(heads, payloads, damagesOf(2))
      .map(([head, payload, damage]) => damaged(frameOf(head, payload), damage)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('S', 'SP', 'SPSPSP\0\0').map((text) => Buffer.from(text.repeat(9), 'latin1')),
  },
);

const FRAMES_A_STREAM = 50;

export interface ParserFuzz {
  /** sent, of any kind */
  frames: number;
  good: number;
  refused: number;
  /** good ones whose codes went to the sink */
  streamed: number;
}

/**
 * Streams of random and mutated frames through FrameParser, cut anywhere, against the oracle: every frame that it
 * finds, its verdict, its bytes, and every byte that it skips. Throws, with seed and counterexample, where they differ.
 */
export function fuzzParser(frames: number, seed: number): ParserFuzz {
  const count: ParserFuzz = { frames: 0, good: 0, refused: 0, streamed: 0 };
  fc.assert(
    fc.property(
      fc.array(sent, { minLength: FRAMES_A_STREAM, maxLength: FRAMES_A_STREAM }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      (pieces, cuts, wanted) => {
        count.frames += pieces.length;
        // what follows ends every frame that is begun
        compare(Buffer.concat([...pieces, Buffer.alloc(MAXIMUM_PAYLOAD + 64)]), cuts, wanted, count);
      },
    ),
    { seed, numRuns: Math.ceil(frames / FRAMES_A_STREAM) },
  );
  return count;
}

function compare(
  stream: Buffer,
  cuts: readonly number[],
  wanted: readonly boolean[],
  count: ParserFuzz,
): void {
  const expected = framesIn(stream, MAXIMUM_PAYLOAD);
  const seen: string[] = [];
  const destinations = new Set<Uint8Array>();
  let asked = 0;
  const parser = new FrameParser(
    MAXIMUM_PAYLOAD,
    (frame) => {
      seen.push(describeReceived(frame));
      if (frame.piece !== undefined && destinations.has(frame.piece.codes)) count.streamed += 1;
    },
    (_header, _place, bytes) => {
      if (bytes > MAXIMUM_PAYLOAD) throw new Error(`the sink was asked for ${bytes} bytes`);
      if (wanted[asked++ % wanted.length] !== true) return undefined;
      const destination = new Uint8Array(bytes);
      destinations.add(destination);
      return destination;
    },
  );
  for (let at = 0, i = 0; at < stream.length; i++) {
    const piece = new Uint8Array(stream.subarray(at, at + cuts[i % cuts.length]!));
    parser.push(piece);
    piece.fill(0x53); // it belongs to the transport again
    at += piece.length;
  }
  const described = expected.found.map(describeFound);
  for (const [index, text] of described.entries()) {
    if (seen[index] !== text) throw new Error(`frame ${index}: found ${seen[index]}; expected ${text}`);
  }
  if (seen.length > described.length) throw new Error(`found one more: ${seen[described.length]}`);
  for (const { verdict } of expected.found) count[verdict === 'good' ? 'good' : 'refused'] += 1;
}

const verdicts = {
  good: 'undefined',
  'bad payload CRC': String(ErrorCode.BAD_PAYLOAD_CRC),
  'too long': String(ErrorCode.BAD_LENGTH),
  'too short': String(ErrorCode.BAD_LENGTH),
};

function describeFound({ verdict, payload, ...head }: Found): string {
  const { version, kind, opcode, flags, sequence, session, request } = head;
  return [version, kind, opcode, flags, sequence, session, request, verdicts[verdict], hex(payload)].join(
    ' ',
  );
}

function describeReceived({ header, fault, stampPs, body, piece }: ReceivedFrame): string {
  const { version, kind, opcode, flags, sequence, session, request } = header;
  const stamp = Buffer.alloc(stampPs === undefined ? 0 : 8);
  if (stampPs !== undefined) stamp.writeBigUInt64LE(stampPs);
  const rest = piece === undefined ? body : Buffer.concat([body.subarray(0, 8), piece.codes]);
  return [version, kind, opcode, flags, sequence, session, request, fault, hex(stamp) + hex(rest)]
    .map(String)
    .join(' ');
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

const patterned = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
