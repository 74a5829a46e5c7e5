import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { crc32c, joinCrc32c, softwareCrc32c } from './crc32c.js';

/** By definition: polynomial division, a bit at a time. */
function bitwise(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const someBytes = fc.uint8Array({ maxLength: 700 });

test('the digits 1 to 9 give 0xE3069283, 32 zeros and 32 ones what RFC 3720 B.4 says', () => {
  for (const of of [crc32c, softwareCrc32c]) {
    expect(of(new TextEncoder().encode('123456789'))).toBe(0xe306_9283);
    expect(of(new Uint8Array(32))).toBe(0x8a91_36aa);
    expect(of(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
  }
});

test('software and the fastest there is agree with the definition, at any alignment', () => {
  fc.assert(
    fc.property(someBytes, fc.nat({ max: 7 }), (bytes, skip) => {
      const part = bytes.subarray(Math.min(skip, bytes.length));
      const expected = bitwise(part);
      expect(softwareCrc32c(part)).toBe(expected);
      expect(crc32c(part)).toBe(expected);
    }),
    { seed: 1 },
  );
});

test('pieces may be continued, or joined from their own CRCs', () => {
  fc.assert(
    fc.property(someBytes, someBytes, (first, second) => {
      const whole = bitwise(new Uint8Array([...first, ...second]));
      expect(crc32c(second, crc32c(first))).toBe(whole);
      expect(softwareCrc32c(second, softwareCrc32c(first))).toBe(whole);
      expect(joinCrc32c(crc32c(first), crc32c(second), second.length)).toBe(whole);
    }),
    { seed: 2 },
  );
});

test('joining works over lengths beyond 2^24 bytes', () => {
  const second = new Uint8Array(2 ** 24 + 12_345).fill(0x5a);
  const first = new Uint8Array([1, 2, 3]);
  expect(joinCrc32c(crc32c(first), crc32c(second), second.length)).toBe(crc32c(second, crc32c(first)));
});
