// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

import { type Codec } from '../wire/codec.js';
import { enumFault, putU16, putU32, putU8 } from '../wire/fields.js';
import { frameKindNames, type FrameKind } from './enums.js';

/** Link version */
export const PROTOCOL_VERSION = 0;

/** Fingerprint of the table: what HELLO compares */
export const SCHEMA_HASH = 0xb0cdfee452ca1a55n;

export const FRAME_MAGIC = 0x5053;

export const HEADER_BYTES = 24;

export interface FrameHeader {
  /** 0x5053: 'S', 'P' on the wire */
  readonly magic: number;
  /** link version */
  readonly version: number;
  readonly kind: FrameKind;
  /** message id; 0x8000 and above are for vendors */
  readonly opcode: number;
  /** an unknown flag in the low byte is refused, in the high byte ignored */
  readonly flags: number;
  /** per direction and connection, one more for each frame, modulo 2^32 */
  readonly sequence: number;
  /** epoch chosen by the device at HELLO; 0 before */
  readonly session: number;
  /** numbers the commands of a session, see §4; an ANSWER, DATA or CREDIT frame carries that of its command */
  readonly request: number;
  /** payload bytes without padding and CRC */
  readonly length: number;
  /** CRC-32C of bytes 0 to 19 */
  readonly headerCrc: number;
}

export const frameHeader: Codec<FrameHeader> = {
  name: 'frame header',
  fields: [
    'magic',
    'version',
    'kind',
    'opcode',
    'flags',
    'sequence',
    'session',
    'request',
    'length',
    'headerCrc',
  ],
  fixedBytes: 24,
  tailElementBytes: 0,
  sizeOf: () => 24,
  encode(record, view, at) {
    putU16(view, at, record.magic, 'frame header: magic');
    putU8(view, at + 2, record.version, 'frame header: version');
    putU8(view, at + 3, record.kind, 'frame header: kind');
    putU16(view, at + 4, record.opcode, 'frame header: opcode');
    putU16(view, at + 6, record.flags, 'frame header: flags');
    putU32(view, at + 8, record.sequence, 'frame header: sequence');
    putU16(view, at + 12, record.session, 'frame header: session');
    putU16(view, at + 14, record.request, 'frame header: request');
    putU32(view, at + 16, record.length, 'frame header: length');
    putU32(view, at + 20, record.headerCrc, 'frame header: headerCrc');
  },
  decode: (view, at) => ({
    magic: view.getUint16(at, true),
    version: view.getUint8(at + 2),
    kind: view.getUint8(at + 3) as FrameKind,
    opcode: view.getUint16(at + 4, true),
    flags: view.getUint16(at + 6, true),
    sequence: view.getUint32(at + 8, true),
    session: view.getUint16(at + 12, true),
    request: view.getUint16(at + 14, true),
    length: view.getUint32(at + 16, true),
    headerCrc: view.getUint32(at + 20, true),
  }),
  fault: (record) => enumFault(2, [record.kind], frameKindNames),
};
