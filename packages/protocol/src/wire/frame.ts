import { ErrorCode, Flag, FrameKind, type ArrayId } from '../generated/enums.js';
import {
  FRAME_MAGIC,
  frameHeader,
  HEADER_BYTES,
  PROTOCOL_VERSION,
  type FrameHeader,
} from '../generated/frame.js';
import { dataPayload, Opcode, type DataPayload } from '../generated/messages.js';
import { decodeRecord, encodeRecord, type Codec } from './codec.js';
import { crc32c, joinCrc32c } from './crc32c.js';

const CRC_BYTES = 4;
const HEADER_CRC_AT = HEADER_BYTES - CRC_BYTES;

/** The stamp of a frame with SIM_TIME. */
export const STAMP_BYTES = 8;

/** What a DATA payload has before its codes, the stamp included. */
export const DATA_OVERHEAD_BYTES = STAMP_BYTES + dataPayload.fixedBytes;

/** All flags of the table. */
export const KNOWN_FLAGS = Object.values(Flag).reduce((mask, flag) => mask | flag, 0);

/** What a sender says of a frame; the rest of the header follows from the payload. */
export interface FrameHead {
  readonly kind: FrameKind;
  readonly opcode: number;
  /** without SIM_TIME, which stands for a stamp */
  readonly flags: number;
  readonly session: number;
  readonly request: number;
  /** virtual time; undefined: no SIM_TIME */
  readonly stampPs: bigint | undefined;
}

const paddingOf = (length: number): number => -length & 3;

/** Size of a whole frame with a payload of `length` bytes. */
export const frameBytes = (length: number): number =>
  HEADER_BYTES + (length === 0 ? 0 : length + paddingOf(length) + CRC_BYTES);

/** Memory for a frame, with any content; undefined where there is none to be used again. */
export type Allocate = (bytes: number) => Uint8Array<ArrayBuffer> | undefined;

/** Numbers the frames of one direction and puts them together. */
export class FrameWriter {
  private sequence = 0;

  constructor(private readonly allocate: Allocate = () => undefined) {}

  /** A frame whose body is a record. */
  record<T>(head: FrameHead, codec: Codec<T>, record: T): Uint8Array<ArrayBuffer> {
    return this.body(head, encodeRecord(codec, record));
  }

  /** A frame with a body of a few bytes. */
  body(head: FrameHead, body: Uint8Array): Uint8Array<ArrayBuffer> {
    const { bytes, view, bodyAt, length } = this.begin(head, body.length);
    bytes.set(body, bodyAt);
    if (length > 0) {
      const crcAt = HEADER_BYTES + length + paddingOf(length);
      bytes.fill(0, HEADER_BYTES + length, crcAt);
      view.setUint32(crcAt, crc32c(bytes.subarray(HEADER_BYTES, crcAt)), true);
    }
    return bytes;
  }

  /**
   * A DATA frame: the only copy of the codes on their way to the transport. Returns also the CRC-32C of the codes,
   * of which that of the payload is made without a second pass.
   */
  data(
    head: FrameHead,
    piece: { readonly array: ArrayId; readonly offset: number },
    codes: Uint8Array,
  ): { frame: Uint8Array<ArrayBuffer>; codesCrc: number } {
    const { bytes, view, bodyAt, length } = this.begin(head, dataPayload.fixedBytes + codes.length);
    dataPayload.encode({ ...piece, codes }, view, bodyAt);
    const codesAt = bodyAt + dataPayload.fixedBytes;
    const codesEnd = codesAt + codes.length;
    const codesCrc = crc32c(codes);
    const joined = joinCrc32c(crc32c(bytes.subarray(HEADER_BYTES, codesAt)), codesCrc, codes.length);
    const crcAt = HEADER_BYTES + length + paddingOf(length);
    bytes.fill(0, codesEnd, crcAt);
    view.setUint32(crcAt, crc32c(bytes.subarray(codesEnd, crcAt), joined), true);
    return { frame: bytes, codesCrc };
  }

  private begin(head: FrameHead, bodyBytes: number) {
    const stampBytes = head.stampPs === undefined ? 0 : STAMP_BYTES;
    const length = stampBytes + bodyBytes;
    const size = frameBytes(length);
    const bytes = this.allocate(size) ?? new Uint8Array(size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const header: FrameHeader = {
      magic: FRAME_MAGIC,
      version: PROTOCOL_VERSION,
      kind: head.kind,
      opcode: head.opcode,
      flags: head.flags | (head.stampPs === undefined ? 0 : Flag.SIM_TIME),
      sequence: this.sequence,
      session: head.session,
      request: head.request,
      length,
      headerCrc: 0,
    };
    this.sequence = (this.sequence + 1) >>> 0;
    frameHeader.encode(header, view, 0);
    view.setUint32(HEADER_CRC_AT, crc32c(bytes.subarray(0, HEADER_CRC_AT)), true);
    if (head.stampPs !== undefined) view.setBigUint64(HEADER_BYTES, head.stampPs, true);
    return { bytes, view, bodyAt: HEADER_BYTES + stampBytes, length };
  }
}

/** A frame as received. Its header is good; the rest is what `fault` says. */
export interface ReceivedFrame {
  readonly header: FrameHeader;
  /** why the body cannot be used: it is empty then */
  readonly fault: typeof ErrorCode.BAD_PAYLOAD_CRC | typeof ErrorCode.BAD_LENGTH | undefined;
  readonly stampPs: bigint | undefined;
  /** the payload without the stamp, and without the codes that a sink took; valid until the handler returns */
  readonly body: Uint8Array;
  /** of a good DATA frame. Its codes are valid until the handler returns, unless they are where a sink wanted them */
  readonly piece: DataPayload | undefined;
  /** of the codes of a good DATA frame */
  readonly codesCrc: number;
}

/** The header at `at`, if there is one with a good CRC. */
export function readHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes.length - at < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  if (view.getUint16(0, true) !== FRAME_MAGIC) return undefined;
  const crc = view.getUint32(HEADER_CRC_AT, true);
  if (crc32c(bytes.subarray(at, at + HEADER_CRC_AT)) !== crc) return undefined;
  return frameHeader.decode(view, 0, HEADER_BYTES);
}

const noBytes = new Uint8Array(0);

const faulty = (header: FrameHeader, fault: NonNullable<ReceivedFrame['fault']>): ReceivedFrame => ({
  header,
  fault,
  stampPs: undefined,
  body: noBytes,
  piece: undefined,
  codesCrc: 0,
});

export const tooLong = (header: FrameHeader): ReceivedFrame => faulty(header, ErrorCode.BAD_LENGTH);

const isData = (header: FrameHeader): boolean =>
  header.kind === FrameKind.DATA && header.opcode === Opcode.DATA;

const stampBytesOf = ({ flags }: FrameHeader): number => (flags & Flag.SIM_TIME ? STAMP_BYTES : 0);

/** How many bytes of the payload stand before the codes; undefined where there are none. */
export function bytesBeforeCodes(header: FrameHeader): number | undefined {
  const before = stampBytesOf(header) + dataPayload.fixedBytes;
  return isData(header) && header.length > before ? before : undefined;
}

/** What follows a payload: zeros up to the next multiple of 4 bytes, and the CRC. */
export const trailerBytes = (header: FrameHeader): number => paddingOf(header.length) + CRC_BYTES;

/** A frame in parts: where they are is the caller's. `codes` is empty unless it is a DATA frame. */
export interface FrameParts {
  readonly header: FrameHeader;
  /** the payload up to the codes */
  readonly before: Uint8Array;
  readonly codes: Uint8Array;
  readonly codesCrc: number;
  readonly trailer: Uint8Array;
  /** the whole payload, where it is in one piece */
  readonly payload?: Uint8Array;
}

/** The frame of which all parts are there. */
export function frameOf({
  header,
  before,
  codes,
  codesCrc,
  trailer,
  payload = before,
}: FrameParts): ReceivedFrame {
  const crcAt = trailer.length - CRC_BYTES;
  const joined = joinCrc32c(crc32c(before), codesCrc, codes.length);
  if (crc32c(trailer.subarray(0, crcAt), joined) !== viewOf(trailer).getUint32(crcAt, true)) {
    return faulty(header, ErrorCode.BAD_PAYLOAD_CRC);
  }
  const stampBytes = stampBytesOf(header);
  if (header.length < stampBytes + (isData(header) ? dataPayload.fixedBytes : 0)) {
    return faulty(header, ErrorCode.BAD_LENGTH);
  }
  return {
    header,
    fault: undefined,
    stampPs: stampBytes === 0 ? undefined : viewOf(before).getBigUint64(0, true),
    body: payload.subarray(stampBytes),
    piece: isData(header) ? { ...placeOf(header, before), codes } : undefined,
    codesCrc,
  };
}

/** Which codes follow, from the payload up to them. */
export function placeOf(header: FrameHeader, before: Uint8Array): Pick<DataPayload, 'array' | 'offset'> {
  const { array, offset } = decodeRecord(dataPayload, before.subarray(stampBytesOf(header)));
  return { array, offset };
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The frame that begins at `at` with this header and is there as a whole. */
export function readFrame(bytes: Uint8Array, at: number, header: FrameHeader): ReceivedFrame {
  const { length } = header;
  const stampBytes = stampBytesOf(header);
  if (length === 0) {
    if (stampBytes > 0 || isData(header)) return faulty(header, ErrorCode.BAD_LENGTH);
    return { header, fault: undefined, stampPs: undefined, body: noBytes, piece: undefined, codesCrc: 0 };
  }
  const payload = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
  const codesAt = isData(header) ? Math.min(stampBytes + dataPayload.fixedBytes, length) : length;
  const codes = payload.subarray(codesAt);
  return frameOf({
    header,
    before: payload.subarray(0, codesAt),
    codes,
    codesCrc: crc32c(codes),
    trailer: bytes.subarray(at + HEADER_BYTES + length, at + frameBytes(length)),
    payload,
  });
}
