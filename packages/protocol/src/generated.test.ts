import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bytesOf, recordsOf, sizeOf, table, type Field } from './testing/table.js';
import { decodeRecord, encodeRecord, type Codec } from './wire/codec.js';
import { frameHeader } from './generated/frame.js';
import * as messages from './generated/messages.js';
import { registers } from './generated/registers.js';
import * as structs from './generated/structs.js';
import { plainRun } from './testing/plain-run.js';

type Named = Record<string, Codec<unknown>>;

const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const stem = (name: string): string =>
  camelCase(
    name.replace(
      /(^|_)([A-Z]+)/g,
      (_all, _gap, word: string) => word.charAt(0) + word.slice(1).toLowerCase(),
    ),
  );

interface Case {
  readonly name: string;
  readonly fields: Field[];
  readonly tail: Field | undefined;
  readonly codec: Codec<unknown>;
}

function cases(): Case[] {
  const found: Case[] = [
    { name: 'header', fields: table.frame.fields, tail: undefined, codec: frameHeader },
    { name: 'error', fields: table.error, tail: undefined, codec: messages.errorRecord },
  ];
  for (const [name, { fields }] of Object.entries(table.structs)) {
    found.push({ name, fields, tail: undefined, codec: (structs as unknown as Named)[camelCase(name)]! });
  }
  for (const message of table.messages) {
    const part = (fields: Field[] | undefined, suffix: string, tail?: Field): void => {
      if (fields === undefined) return;
      const name = stem(message.name) + suffix;
      found.push({ name, fields, tail, codec: (messages as unknown as Named)[name]! });
    };
    part(message.command, 'Command', message.commandTail);
    part(message.answer, 'Answer');
    part(message.data, 'Payload', message.dataTail);
    part(message.credit, 'Payload');
  }
  return found;
}

/** Records of a case, tail included, with the bytes that the plain reading of the table gives them. */
function recordsAndBytes({
  fields,
  tail,
}: Case): fc.Arbitrary<{ record: Record<string, unknown>; bytes: Buffer }> {
  const fixed = recordsOf(fields).map((record) => ({
    record: record,
    bytes: bytesOf(fields, record),
  }));
  if (tail === undefined) return fixed;
  const tails =
    tail.type === 'bytes'
      ? fc.uint8Array({ maxLength: 50 }).map((value) => ({ value: value, bytes: Buffer.from(value) }))
      : fc.array(recordsOf(table.structs[tail.type]!.fields), { maxLength: 5 }).map((value) => ({
          value: value,
          bytes: Buffer.concat(value.map((item) => bytesOf(table.structs[tail.type]!.fields, item))),
        }));
  return fc.tuple(fixed, tails).map(([head, end]) => ({
    record: { ...head.record, [tail.name]: end.value },
    bytes: Buffer.concat([head.bytes, end.bytes]),
  }));
}

describe.each(cases().map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const { codec, fields } = item;

  test('stands in the bytes that the table says, and comes back from them', () => {
    fc.assert(
      fc.property(recordsAndBytes(item), ({ record, bytes }) => {
        const encoded = encodeRecord(codec, record);
        expect(Buffer.from(encoded).equals(bytes)).toBe(true);
        expect(decodeRecord(codec, encoded)).toEqual(record);
        expect(codec.fault(record)).toBeUndefined();
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('has every field at a multiple of its alignment, and its own size too', () => {
    let offset = 0;
    let largest = 1;
    for (const field of fields) {
      const { bytes, alignment } = sizeOf(field.type);
      expect([field.name, offset % alignment]).toEqual([field.name, 0]);
      largest = Math.max(largest, alignment);
      offset += bytes;
    }
    expect(offset % largest).toBe(0);
    expect(codec.fixedBytes).toBe(offset);
    const tail = item.tail === undefined ? [] : [item.tail.name];
    expect(codec.fields).toEqual([...fields.map((field) => field.name), ...tail]);
  });

  test('tells the field whose value its enum does not name', () => {
    let offset = 0;
    fields.forEach((field, index) => {
      const enumeration = table.enums[field.type];
      if (enumeration !== undefined) {
        const bytes = new Uint8Array(codec.fixedBytes);
        bytes.fill(0xff, offset, offset + sizeOf(field.type).bytes);
        // enums before it must be good for the fault to be its own
        const first = fields.findIndex((other) => table.enums[other.type] !== undefined);
        if (first === index) {
          const got = 2 ** (8 * sizeOf(field.type).bytes) - 1;
          expect(codec.fault(decodeRecord(codec, bytes))).toMatchObject({ field: index, got });
        }
      }
      offset += sizeOf(field.type).bytes;
    });
    expect(offset).toBe(codec.fixedBytes);
  });
});

test('a fault inside a struct is told by the index of the field that holds the struct', () => {
  const bytes = new Uint8Array(messages.capabilitiesAnswer.fixedBytes);
  const at = messages.capabilitiesAnswer.fields.indexOf('driveFormat');
  bytes[96] = 9; // CodeFormat.kind of driveFormat: 88 + 2 formats of 4 bytes
  expect(messages.capabilitiesAnswer.fault(decodeRecord(messages.capabilitiesAnswer, bytes))).toEqual({
    field: at,
    got: 9,
    limit: 2,
  });
});

test('a value that does not fit its field is refused by name', () => {
  const order = { ...plainRun, reads: 70_000 };
  expect(() => encodeRecord(messages.runCommand, order)).toThrow(
    'RUN command: reads is 70000; expected a whole number from 0 to 65535',
  );
  expect(() => encodeRecord(messages.runCommand, { ...order, reads: 1.5 })).toThrow(RangeError);
  expect(() => encodeRecord(messages.runCommand, { ...order, reads: 1, runTicks: -1n })).toThrow(RangeError);
  const commit = { arrays: 5, rows: 1, cells: 1, crc32c: [1, 2, 3] };
  expect(() => encodeRecord(messages.commitCommand, commit)).toThrow('crc32c has 3 elements; expected 4');
});

test('registers stand at the addresses of the table', () => {
  expect(Object.entries(registers).map(([name, { address, type }]) => ({ name, address, type }))).toEqual(
    table.registers.map(({ name, address, type }) => ({ name, address, type })),
  );
});

test('opcodes are those of the table', () => {
  expect(messages.Opcode).toEqual(
    Object.fromEntries(table.messages.map(({ name, opcode }) => [name, opcode])),
  );
});
