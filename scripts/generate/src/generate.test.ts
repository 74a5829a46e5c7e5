import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generate, readTable } from './generate.js';
import { schemaHash } from './hash.js';
import { protocolText } from './markdown.js';
import { TableError } from './table.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A small table that is right; each test breaks one thing in it. */
const table = `
protocol: Small
version: 0
frame:
  magic: 0x5053
  headerBytes: 8
  fields:
    - { name: magic, type: u16 }
    - { name: kind, type: Kind }
    - { name: reserved, type: u8 }
    - { name: length, type: u32 }
flags:
  FIRST: { bit: 0, doc: first }
  LAST: { bit: 1, doc: last }
enums:
  Kind: { type: u8, values: { COMMAND: { value: 1 }, ANSWER: { value: 2 } } }
structs:
  Pair: { fields: [ { name: a, type: u32 }, { name: b, type: u32 } ] }
registers:
  - { name: gain, address: 0x0000, type: f64, access: rw, reset: 1, banked: true, doc: gain }
  - { name: mode, address: 0x0008, type: u32, access: ro, reset: 0, banked: false, doc: mode }
messages:
  - { name: PING, opcode: 0x0001, doc: ping, command: [ { name: value, type: u64 } ], answer: [ { name: pairs, type: 'Pair[2]' } ] }
  - { name: LOAD, opcode: 0x0002, doc: load, command: [], commandTail: { name: pairs, type: Pair }, answer: [] }
error:
  - { name: code, type: u16 }
`;

const layOut = (text: string) => readTable(text, 'small.yaml');

/** The table with one piece of its text replaced. */
function changed(from: string, to: string): string {
  expect(table.split(from)).toHaveLength(2);
  return table.replace(from, to);
}

function faultOf(text: string): string {
  try {
    layOut(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TableError);
    return (error as TableError).message;
  }
  throw new Error('the table was taken');
}

describe('what is committed', () => {
  test('is what the table gives', async () => {
    const files = await generate(root);
    expect([...files.keys()]).toHaveLength(12);
    for (const [path, text] of files) expect([path, read(path) === text]).toEqual([path, true]);
  });
});

describe('the layout', () => {
  test('puts fields in order, and tells sizes and alignment', () => {
    const { header, structs, messages } = layOut(table);
    expect(header.fields.map(({ name, offset }) => [name, offset])).toEqual([
      ['magic', 0],
      ['kind', 2],
      ['reserved', 3],
      ['length', 4],
    ]);
    expect([structs[0]?.bytes, structs[0]?.alignment]).toEqual([8, 4]);
    expect(messages[0]?.parts.answer).toMatchObject({ bytes: 16, alignment: 4 });
    expect(messages[1]?.parts.command?.tail).toEqual({
      name: 'pairs',
      struct: 'Pair',
      elementBytes: 8,
      doc: undefined,
    });
  });
});

describe('a table is refused, with its place and what to do,', () => {
  const refusals: [string, string, string, string][] = [
    [
      'for a field that is not aligned',
      '{ name: b, type: u32 }',
      '{ name: b, type: u16 }, { name: c, type: u32 }',
      'structs.Pair.fields[2]: c (u32) stands at byte 6, which is not a multiple of 4; put 2 reserved bytes before it',
    ],
    [
      'for a record that does not end aligned',
      '{ name: b, type: u32 }',
      '{ name: b, type: u16 }',
      'structs.Pair.fields: Pair takes 6 bytes, which is not a multiple of 4; put 2 reserved bytes at its end',
    ],
    [
      'for an unknown type',
      'type: u64',
      'type: u48',
      'messages[0].command[0].type: u48 is not a type; expected u8, u16, u32, u64, i8, i16, i32, f64, char[n], or a name under enums or structs',
    ],
    [
      'for a type that is not one',
      "'Pair[2]'",
      "'Pair[]'",
      'messages[0].answer[0].type: `Pair[]` is not a type; expected name or name[n]',
    ],
    ['for an array of no elements', "'Pair[2]'", "'Pair[0]'", '`Pair[0]` is not a type'],
    [
      'for text without a length',
      'type: u64',
      'type: char',
      'command[0].type: char needs a length; write char[n]',
    ],
    [
      'for a reserved field that is no integer',
      '{ name: reserved, type: u8 }',
      '{ name: reserved, type: Kind }',
      'frame.fields[2].type: Kind cannot be reserved; use u8, u16, u32 or u64',
    ],
    [
      'for an opcode used twice',
      'LOAD, opcode: 0x0002',
      'LOAD, opcode: 0x0001',
      'messages[1].opcode: 0x0001 is PING already; choose another opcode',
    ],
    [
      'for a message there twice',
      'name: LOAD',
      'name: PING',
      'messages[1].name: PING is there already; rename it',
    ],
    [
      'for a field there twice',
      'name: b, type',
      'name: a, type',
      'structs.Pair.fields[1].name: a is there already; rename it',
    ],
    [
      'for an enum value used twice',
      'ANSWER: { value: 2 }',
      'ANSWER: { value: 1 }',
      'enums.Kind.values.ANSWER.value: 1 is COMMAND already; choose another value',
    ],
    [
      'for an enum value that is too large',
      'ANSWER: { value: 2 }',
      'ANSWER: { value: 256 }',
      'enums.Kind.values.ANSWER.value: 256 does not fit into u8; at most 255',
    ],
    [
      'for a flag used twice',
      'LAST: { bit: 1',
      'LAST: { bit: 0',
      'flags.LAST.bit: 0 is FIRST already; choose another bit',
    ],
    [
      'for registers that overlap',
      'address: 0x0008',
      'address: 0x0004',
      'registers[1].address: 0x0004 overlaps the register before it, which ends at 0x0008',
    ],
    [
      'for a register that is not aligned',
      'address: 0x0008',
      'address: 0x000A',
      'registers[1].address: 0x000A is not a multiple of 4, the width of u32',
    ],
    [
      'for a reset value that does not fit',
      'access: ro, reset: 0',
      'access: ro, reset: 0.5',
      'registers[1].reset: 0.5 is not a whole number',
    ],
    [
      'for a header of another size',
      'headerBytes: 8',
      'headerBytes: 16',
      'frame.headerBytes: is 16, but the fields take 8',
    ],
    [
      'for a command without an answer',
      ", answer: [ { name: pairs, type: 'Pair[2]' } ]",
      '',
      'messages[0]: a message with a command needs an answer',
    ],
    [
      'for a tail of an unknown struct',
      'type: Pair }, answer',
      'type: Trio }, answer',
      'messages[1].commandTail.type: Trio is neither `bytes` nor a struct; define it under structs',
    ],
    [
      'for an unknown field of the table',
      'doc: ping',
      'doc: ping, colour: red',
      'messages[0].colour: is not a field of the table; remove it or correct its name',
    ],
    [
      'for a name of another style',
      'name: PING',
      'name: ping',
      'messages[0].name: expected a name like SOME_NAME',
    ],
    [
      'for an enum name of another style',
      '  Kind: {',
      '  kind: {',
      'enums.kind: expected a name like SomeName',
    ],
    [
      'for a missing doc',
      'doc: ping, ',
      '',
      'messages[0].doc: Invalid input: expected string, received undefined',
    ],
    ['for an opcode that is no u16', 'opcode: 0x0002', 'opcode: 0x10002', 'messages[1].opcode: '],
    ['for a key there twice', 'protocol: Small', 'protocol: Small\nprotocol: Large', 'small.yaml: line 3: '],
  ];

  test.each(refusals)('%s', (_why, from, to, message) => {
    const fault = faultOf(changed(from, to));
    expect(fault).toContain(message);
    expect(fault.split('\n')).toHaveLength(1);
    expect(fault).toMatch(/^small\.yaml: /);
  });

  test('for a struct used before it is defined', () => {
    const text = changed('structs:\n', 'structs:\n  Early: { fields: [ { name: pair, type: Pair } ] }\n');
    expect(faultOf(text)).toContain('structs.Early.fields[0].type: Pair is defined further down; move it up');
  });
});

describe('the schema hash', () => {
  const hash = (text: string): bigint => schemaHash(layOut(text));

  test('is of 64 bits and does not depend on words or on the order of enums and flags', () => {
    expect(hash(table)).toBeLessThan(2n ** 64n);
    expect(hash(changed('doc: ping', 'doc: a question'))).toBe(hash(table));
    expect(
      hash(
        changed('COMMAND: { value: 1 }, ANSWER: { value: 2 }', 'ANSWER: { value: 2 }, COMMAND: { value: 1 }'),
      ),
    ).toBe(hash(table));
  });

  const meanings: [string, string][] = [
    ['type: u64', 'type: f64'],
    ['name: value, type', 'name: number, type'],
    ['opcode: 0x0002', 'opcode: 0x0003'],
    ['ANSWER: { value: 2 }', 'ANSWER: { value: 3 }'],
    ['LAST: { bit: 1', 'LAST: { bit: 2'],
    ['access: ro', 'access: rw'],
    ['reset: 1', 'reset: 2'],
    ['banked: true', 'banked: false'],
    ['version: 0', 'version: 1'],
    ['magic: 0x5053', 'magic: 0x5054'],
    ["'Pair[2]'", "'Pair[3]'"],
  ];

  test.each(meanings)('changes with %s', (from, to) => {
    expect(hash(changed(from, to))).not.toBe(hash(table));
  });
});

test('PROTOCOL.md shows every message, field, register and error code', () => {
  const page = read('firmware-spec/PROTOCOL.md');
  const layout = readTable(read('firmware-spec/spu-link.yaml'), 'spu-link.yaml');
  expect(page).toContain(`0x${schemaHash(layout).toString(16).padStart(16, '0')}`);
  for (const { name, parts } of layout.messages) {
    expect(page).toContain(`### ${name} (`);
    for (const part of Object.values(parts))
      for (const field of part.fields) expect(page).toContain(`\`${field.name}\``);
  }
  for (const { name } of layout.registers) expect(page).toContain(`\`${name}\``);
  for (const [name, { doc, host }] of Object.entries(layout.table.enums.ErrorCode?.values ?? {}))
    expect(page).toContain(
      `| ${name} | ${doc ?? 'a meaning'} | ${name === 'OK' ? '' : (host ?? 'what the host does')} |`,
    );
  for (const { name } of layout.table.rules) expect(page).toContain(`| \`${name}\` |`);
});

test('a template that asks for what there is not is refused', () => {
  const machine = { states: {}, events: [] };
  expect(() => protocolText({ layout: layOut(table), hash: 0n, machine }, 'see {{nothing}}')).toThrow(
    '{{nothing}} is neither a rule nor one of version',
  );
});
