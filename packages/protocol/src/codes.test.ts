import { expect, test } from '@jest/globals';
import {
  bytesOfCodes,
  bytesPerCode,
  codeArrayConstructor,
  codeKindOf,
  codesFromBytes,
  largestCode,
} from './codes.js';
import { CodeKind } from './generated/enums.js';

test('each kind has its typed array, and each typed array its kind', () => {
  for (const [kind, constructor, bytes] of [
    [CodeKind.INT8, Int8Array, 1],
    [CodeKind.INT16, Int16Array, 2],
    [CodeKind.FLOAT32, Float32Array, 4],
  ] as const) {
    expect(codeArrayConstructor(kind)).toBe(constructor);
    expect(codeKindOf(new constructor(3))).toBe(kind);
    expect(bytesPerCode(kind)).toBe(bytes);
    expect(codesFromBytes(kind, new Uint8Array(8))).toEqual(new constructor(8 / bytes));
  }
});

test('codes are little-endian on the wire', () => {
  expect([...bytesOfCodes(Int16Array.of(1, -2))]).toEqual([1, 0, 0xfe, 0xff]);
  expect(codesFromBytes(CodeKind.INT16, Uint8Array.of(1, 0, 0xfe, 0xff))).toEqual(Int16Array.of(1, -2));
});

test('codes are read in place where they are aligned, and copied where not', () => {
  const bytes = new Uint8Array(16);
  const aligned = codesFromBytes(CodeKind.INT16, bytes.subarray(2, 6));
  expect([aligned.buffer === bytes.buffer, aligned.byteOffset, aligned.length]).toEqual([true, 2, 2]);
  const shifted = codesFromBytes(CodeKind.INT16, bytes.fill(7).subarray(1, 5));
  expect([shifted.buffer === bytes.buffer, shifted[0]]).toEqual([false, 0x0707]);
});

test('half a code is refused', () => {
  expect(() => codesFromBytes(CodeKind.INT16, new Uint8Array(3))).toThrow('3 bytes are not a whole number');
});

test('the most negative code is not used', () => {
  expect(largestCode({ kind: CodeKind.INT8, resolutionBits: 8 })).toBe(127);
  expect(largestCode({ kind: CodeKind.INT16, resolutionBits: 12 })).toBe(2047);
  expect(largestCode({ kind: CodeKind.FLOAT32, resolutionBits: 32 })).toBe(Infinity);
});
