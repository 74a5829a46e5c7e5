import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from './safetensors.js';

interface Case {
  readonly file: string;
  readonly metadata: Record<string, string>;
  readonly tensors: Record<string, { dtype: string; shape: number[]; values: number[] }>;
}

// Files of the safetensors library itself; the script that wrote them stands beside them.
const fixtures = new URL('../../fixtures/safetensors-files.json', import.meta.url);
const cases = JSON.parse(readFileSync(fixtures, 'utf8')) as Case[];

const asTensors = (tensors: Case['tensors']): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, values }]) => [
      name,
      { shape, values: dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values) },
    ]),
  );

describe.each(cases.map((each) => [Object.keys(each.tensors).join(', '), each] as const))(
  'a file with %s',
  (_, { file, metadata, tensors }) => {
    test('is written byte for byte as the library of the format writes it', () => {
      const bytes = encodeSafetensors({ tensors: asTensors(tensors), metadata });
      expect(Buffer.from(bytes).toString('base64')).toBe(file);
    });

    test('is read back', () => {
      expect(decodeSafetensors(Buffer.from(file, 'base64'))).toEqual({
        tensors: asTensors(tensors),
        metadata,
      });
    });
  },
);

describe('what is no such file', () => {
  const good = encodeSafetensors({
    tensors: { x: { values: Float32Array.of(1, 2), shape: [2] } },
    metadata: {},
  });
  const withHeader = (header: unknown): Uint8Array => {
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([length, text, Buffer.alloc(8)]);
  };

  test.each([
    ['too short', good.subarray(0, 5), /^5 bytes$/],
    ['a header beyond the end', good.subarray(0, 20), /^a header of \d+ bytes in a file of 20$/],
    ['values cut off', good.subarray(0, good.length - 1), /^tensor x in bytes 0 to 8 of 7, which needs 8$/],
    [
      'a header that is no JSON',
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{x')]),
      /no JSON object/,
    ],
    ['a list for a header', withHeader([1]), /no JSON object/],
    [
      'another type',
      withHeader({ x: { dtype: 'BF16', shape: [4], data_offsets: [0, 8] } }),
      /^tensor x of type "BF16"$/,
    ],
    [
      'offsets that do not fit the shape',
      withHeader({ x: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }),
      /which needs 12/,
    ],
    [
      'a negative offset',
      withHeader({ x: { dtype: 'F32', shape: [2], data_offsets: [-8, 0] } }),
      /without shape or offsets/,
    ],
    ['metadata that are numbers', withHeader({ __metadata__: { step: 3 } }), /metadata that are no texts/],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  test('values that do not have their shape are not written', () => {
    const values = Float32Array.of(1, 2);
    expect(() => encodeSafetensors({ tensors: { x: { values, shape: [3] } }, metadata: {} })).toThrow(
      RangeError,
    );
  });
});
