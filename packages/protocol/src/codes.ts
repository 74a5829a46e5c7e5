import { endianness } from 'node:os';
import { CodeKind } from './generated/enums.js';
import type { CodeFormat } from './generated/structs.js';

/** Converter codes as they stand on the wire: int8, int16, or f32 where a simulation has ideal converters. */
export type CodeArray = Int8Array | Int16Array | Float32Array;

// The wire is little-endian and typed arrays are of the machine, so codes go through without work per element.
if (endianness() !== 'LE') throw new Error('SPU-Link codes need a little-endian machine');

const constructors = {
  [CodeKind.INT8]: Int8Array,
  [CodeKind.INT16]: Int16Array,
  [CodeKind.FLOAT32]: Float32Array,
} as const;

export type CodeArrayConstructor = (typeof constructors)[CodeKind];

/** Int8Array, Int16Array or Float32Array. */
export const codeArrayConstructor = (kind: CodeKind): CodeArrayConstructor => constructors[kind];

export const bytesPerCode = (kind: CodeKind): number => constructors[kind].BYTES_PER_ELEMENT;

export function codeKindOf(codes: CodeArray): CodeKind {
  if (codes instanceof Int8Array) return CodeKind.INT8;
  return codes instanceof Int16Array ? CodeKind.INT16 : CodeKind.FLOAT32;
}

/** The largest code of a format; the smallest is its negative. Infinity for f32, which does not saturate. */
export const largestCode = (format: CodeFormat): number =>
  format.kind === CodeKind.FLOAT32 ? Infinity : 2 ** (format.resolutionBits - 1) - 1;

/** The codes in `bytes`, without a copy where the alignment allows it. RangeError unless it is a whole number of codes. */
export function codesFromBytes(kind: CodeKind, bytes: Uint8Array): CodeArray {
  const size = bytesPerCode(kind);
  if (bytes.length % size !== 0) {
    throw new RangeError(`${bytes.length} bytes are not a whole number of codes of ${size} bytes`);
  }
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = bytes.length / size;
  if (kind === CodeKind.INT8) return new Int8Array(buffer, byteOffset, count);
  return kind === CodeKind.INT16
    ? new Int16Array(buffer, byteOffset, count)
    : new Float32Array(buffer, byteOffset, count);
}

/** The bytes of codes, without a copy. */
export const bytesOfCodes = (codes: CodeArray): Uint8Array =>
  new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
