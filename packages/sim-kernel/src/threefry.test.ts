import { describe, expect, test } from '@jest/globals';
import { threefryBlocks } from './threefry.js';

function block(key: [number, number], counter: [number, number]): [number, number] {
  const out = new Int32Array(2);
  threefryBlocks(key[0], key[1], counter[1], counter[0], 1, out);
  return [(out[0] as number) >>> 0, (out[1] as number) >>> 0];
}

describe('Threefry-2x32-20', () => {
  // "threefry2x32 20" of kat_vectors in Random123 1.09
  test.each([
    { counter: [0, 0], key: [0, 0], expected: [0x6b200159, 0x99ba4efe] },
    { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], expected: [0x1cb996fc, 0xbb002be7] },
    { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], expected: [0xc4923a9c, 0x483df7a0] },
  ] as { counter: [number, number]; key: [number, number]; expected: [number, number] }[])(
    'gives the known answer for counter $counter',
    ({ counter, key, expected }) => {
      expect(block(key, counter)).toEqual(expected);
    },
  );

  test('carries from the lower to the upper word of the counter', () => {
    const across = new Int32Array(6);
    threefryBlocks(1, 2, 5, 2 ** 32 - 2, 3, across);
    const words = Array.from(across, (word) => word >>> 0);
    expect(words.slice(0, 2)).toEqual(block([1, 2], [2 ** 32 - 2, 5]));
    expect(words.slice(2, 4)).toEqual(block([1, 2], [2 ** 32 - 1, 5]));
    expect(words.slice(4, 6)).toEqual(block([1, 2], [0, 6]));
  });
});
