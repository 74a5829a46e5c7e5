/**
 * Frames read and written by the byte tables of PROTOCOL.md alone, a bit of the CRC at a time: what the parser is
 * compared with. Shares nothing with it.
 */

export const HEADER = 24;
export const MAGIC = 0x5053;
export const DATA_OPCODE = 0x21;
export const Kind = { COMMAND: 1, ANSWER: 2, DATA: 3, CREDIT: 4 } as const;
export const SIM_TIME = 8;

/** By definition: division by the polynomial 0x1EDC6F41, lowest bit of each byte first (RFC 3720, 12.1). */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

export interface Head {
  readonly version: number;
  readonly kind: number;
  readonly opcode: number;
  readonly flags: number;
  readonly sequence: number;
  readonly session: number;
  readonly request: number;
}

/** A frame around a payload, with CRCs that fit. */
export function frameOf(head: Head, payload: Uint8Array): Buffer {
  const padded = Math.ceil(payload.length / 4) * 4;
  const frame = Buffer.alloc(HEADER + (payload.length === 0 ? 0 : padded + 4));
  frame.writeUInt16LE(MAGIC, 0);
  frame.writeUInt8(head.version, 2);
  frame.writeUInt8(head.kind, 3);
  frame.writeUInt16LE(head.opcode, 4);
  frame.writeUInt16LE(head.flags, 6);
  frame.writeUInt32LE(head.sequence, 8);
  frame.writeUInt16LE(head.session, 12);
  frame.writeUInt16LE(head.request, 14);
  frame.writeUInt32LE(payload.length, 16);
  frame.set(payload, HEADER);
  return sealed(frame);
}

/** The frame with its CRCs made to fit what it holds, as far as it is there. */
export function sealed(frame: Buffer): Buffer {
  if (frame.length < HEADER) return frame;
  frame.writeUInt32LE(crcOf(frame.subarray(0, 20)), 20);
  const crcAt = frame.length - 4;
  if (crcAt >= HEADER) frame.writeUInt32LE(crcOf(frame.subarray(HEADER, crcAt)), crcAt);
  return frame;
}

export interface Found extends Head {
  readonly at: number;
  readonly verdict: 'good' | 'bad payload CRC' | 'too long' | 'too short';
  /** of a good frame, with the stamp */
  readonly payload: Uint8Array;
}

export interface Frames {
  readonly found: Found[];
  /** bytes that belong to none */
  readonly skipped: number;
  /** how far the stream was read: from there on a frame may begin that is not there as a whole */
  readonly used: number;
}

/** All frames that a stream holds as a whole. */
export function framesIn(stream: Buffer, maximumPayload: number): Frames {
  const found: Found[] = [];
  let skipped = 0;
  let at = 0;
  while (stream.length - at >= HEADER) {
    const isHeader =
      stream.readUInt16LE(at) === MAGIC &&
      stream.readUInt32LE(at + 20) === crcOf(stream.subarray(at, at + 20));
    if (!isHeader) {
      skipped += 1;
      at += 1;
      continue;
    }
    const length = stream.readUInt32LE(at + 16);
    const end = at + HEADER + (length === 0 ? 0 : Math.ceil(length / 4) * 4 + 4);
    if (length <= maximumPayload && end > stream.length) break;
    const verdict = verdictOf(stream, at, length, maximumPayload, end);
    const payload =
      verdict === 'good' ? stream.subarray(at + HEADER, at + HEADER + length) : new Uint8Array(0);
    found.push({ ...headAt(stream, at), at, verdict, payload });
    at = verdict === 'good' ? end : at + HEADER;
  }
  return { found, skipped, used: at };
}

/** The good headers at any place of a stream, whatever follows them. */
export function headersIn(stream: Buffer): Head[] {
  const heads: Head[] = [];
  for (
    let at = stream.indexOf(0x53);
    at >= 0 && stream.length - at >= HEADER;
    at = stream.indexOf(0x53, at + 1)
  ) {
    if (isHeader(stream, at)) heads.push(headAt(stream, at));
  }
  return heads;
}

const isHeader = (stream: Buffer, at: number): boolean =>
  stream.readUInt16LE(at) === MAGIC && stream.readUInt32LE(at + 20) === crcOf(stream.subarray(at, at + 20));

function headAt(stream: Buffer, at: number): Head {
  return {
    version: stream.readUInt8(at + 2),
    kind: stream.readUInt8(at + 3),
    opcode: stream.readUInt16LE(at + 4),
    flags: stream.readUInt16LE(at + 6),
    sequence: stream.readUInt32LE(at + 8),
    session: stream.readUInt16LE(at + 12),
    request: stream.readUInt16LE(at + 14),
  };
}

function verdictOf(
  stream: Buffer,
  at: number,
  length: number,
  maximumPayload: number,
  end: number,
): Found['verdict'] {
  if (length > maximumPayload) return 'too long';
  if (length > 0 && stream.readUInt32LE(end - 4) !== crcOf(stream.subarray(at + HEADER, end - 4))) {
    return 'bad payload CRC';
  }
  const { kind, opcode, flags } = headAt(stream, at);
  const needed = (flags & SIM_TIME ? 8 : 0) + (kind === Kind.DATA && opcode === DATA_OPCODE ? 8 : 0);
  return length < needed ? 'too short' : 'good';
}
