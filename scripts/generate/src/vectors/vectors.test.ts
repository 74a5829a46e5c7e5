import { describe, expect, test } from '@jest/globals';
import { readTable } from '../generate.js';
import { crc32c } from './crc32c.js';
import { encode, hexOf } from './encode.js';
import { frameOf } from './frame.js';
import { sampleOf } from './sample.js';

const layout = readTable(
  `
protocol: Small
version: 3
frame:
  magic: 0x5053
  headerBytes: 24
  fields:
    - { name: magic, type: u16 }
    - { name: version, type: u8 }
    - { name: kind, type: u8 }
    - { name: opcode, type: u16 }
    - { name: flags, type: u16 }
    - { name: sequence, type: u32 }
    - { name: session, type: u16 }
    - { name: request, type: u16 }
    - { name: length, type: u32 }
    - { name: headerCrc, type: u32 }
flags: {}
enums: { Colour: { type: u8, values: { RED: { value: 4 }, BLUE: { value: 9 } } } }
structs:
  Pair: { fields: [ { name: low, type: u16 }, { name: high, type: i16 } ] }
registers: []
messages:
  - name: PAINT
    opcode: 1
    doc: all kinds of fields
    command:
      - { name: name, type: 'char[3]' }
      - { name: colour, type: Colour }
      - { name: pairs, type: 'Pair[2]' }
      - { name: reserved, type: u32 }
      - { name: size, type: f64 }
      - { name: count, type: u64 }
    commandTail: { name: more, type: Pair }
    answer: []
error: [ { name: code, type: u16 } ]
`,
  'small.yaml',
);
const paint = layout.messages[0]?.parts.command;
if (paint === undefined) throw new Error('the table has no PAINT');

test('the CRC of the digits 1 to 9 is that of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

describe('a record', () => {
  test('is put where the layout says, little-endian, padding as zeros', () => {
    const bytes = encode(layout, paint, {
      name: 'ab',
      colour: 9,
      pairs: [
        { low: 0x0102, high: -2 },
        { low: 3, high: 4 },
      ],
      size: 1,
      count: '18446744073709551614',
      more: [{ low: 5, high: 6 }],
    });
    expect(hexOf(bytes)).toBe(
      ['61620009', '0201feff03000400', '00000000', '000000000000f03f', 'feffffffffffffff', '05000600'].join(
        '',
      ),
    );
  });

  test('without such a field is refused', () => {
    expect(() => encode(layout, paint, { colr: 1 })).toThrow('PAINT command has no field colr');
  });
});

test('samples: zeros, bytes that count up, and extremes', () => {
  expect(sampleOf(layout, paint, 'zero')).toMatchObject({
    name: '',
    colour: 4,
    size: 0,
    count: '0',
    more: [],
  });
  expect(sampleOf(layout, paint, 'ramp')).toMatchObject({ pairs: [{ low: 0x0605 }, { low: 0x0a09 }] });
  expect(sampleOf(layout, paint, 'extreme')).toMatchObject({
    name: 'abc',
    colour: 9,
    count: String(2n ** 64n - 1n),
  });
});

test('a frame is padded to 4 bytes, and its CRCs are of the header and of payload and padding', () => {
  const head = { kind: 1, opcode: 2, flags: 3, sequence: 4, session: 5, request: 6 };
  const { bytes, header, payloadCrc } = frameOf(layout, head, Uint8Array.of(1, 2, 3, 4, 5));
  expect(bytes).toHaveLength(24 + 8 + 4);
  expect(header).toMatchObject({ length: 5, version: 3, headerCrc: crc32c(bytes.subarray(0, 20)) });
  expect(payloadCrc).toBe(crc32c(Uint8Array.of(1, 2, 3, 4, 5, 0, 0, 0)));
  expect(Buffer.from(bytes).readUInt32LE(32)).toBe(payloadCrc);
  expect(frameOf(layout, head, new Uint8Array(0)).bytes).toHaveLength(24);
});
