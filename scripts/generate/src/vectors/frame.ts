import type { Layout } from '../layout.js';
import { crc32c } from './crc32c.js';
import { encode } from './encode.js';

/** What a frame's sender says of it; magic, version, length and CRCs follow unless they are to be wrong. */
export interface Head {
  readonly kind: number;
  readonly opcode: number;
  readonly flags: number;
  readonly sequence: number;
  readonly session: number;
  readonly request: number;
}

export interface Frame {
  readonly header: Head & {
    readonly magic: number;
    readonly version: number;
    readonly length: number;
    readonly headerCrc: number;
  };
  /** of payload and padding; undefined where there is no payload */
  readonly payloadCrc: number | undefined;
  readonly bytes: Uint8Array;
}

export interface Distortion {
  readonly magic?: number;
  readonly version?: number;
  /** what the header says, whatever follows it */
  readonly length?: number;
}

const CRC_BYTES = 4;

/** A whole frame: header with its CRC, payload, padding, payload CRC. */
export function frameOf(layout: Layout, head: Head, payload: Uint8Array, distortion: Distortion = {}): Frame {
  const { magic } = layout.table.frame;
  const { version } = layout.table;
  const fields = { magic, version, ...head, length: payload.length, ...distortion };
  const unsigned = encode(layout, layout.header, { ...fields, headerCrc: 0 });
  const headerCrc = crc32c(unsigned.subarray(0, layout.header.bytes - CRC_BYTES));
  const header = { ...fields, headerCrc };
  const parts = [encode(layout, layout.header, header)];
  if (payload.length === 0) return { header, payloadCrc: undefined, bytes: Buffer.concat(parts) };
  const padded = Buffer.concat([payload, new Uint8Array(-payload.length & 3)]);
  const payloadCrc = crc32c(padded);
  return { header, payloadCrc, bytes: Buffer.concat([...parts, padded, littleEndian(payloadCrc)]) };
}

function littleEndian(value: number): Uint8Array {
  const bytes = Buffer.alloc(CRC_BYTES);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The stamp that begins the payload of a frame with SIM_TIME. */
export function stamp(picoseconds: string): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(picoseconds));
  return bytes;
}
