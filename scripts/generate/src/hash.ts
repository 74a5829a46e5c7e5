import { createHash } from 'node:crypto';
import type { Layout, RecordLayout } from './layout.js';

/**
 * The first 8 bytes of SHA-256 over what the bytes on the wire mean: names, places, types, numbers and reset
 * values, in a canonical JSON. Words (`doc`, `unit`, `symbol`, `host`), the numbers of the rules and the order of enums and flags do not
 * count.
 */
export function schemaHash(layout: Layout): bigint {
  const { table } = layout;
  const normalised = {
    version: table.version,
    magic: table.frame.magic,
    header: record(layout.header),
    flags: byNumber(Object.entries(table.flags).map(([name, { bit }]) => [name, bit])),
    enums: Object.entries(table.enums)
      .map(([name, { type, values }]) => [
        name,
        type,
        byNumber(Object.entries(values).map(([valueName, { value }]) => [valueName, value])),
      ])
      .sort(byName),
    structs: layout.structs.map((struct) => [struct.name, record(struct)]).sort(byName),
    registers: layout.registers.map((r) => [
      r.name,
      r.address,
      r.type,
      r.access,
      r.reset,
      r.banked,
      r.simulationOnly,
    ]),
    messages: layout.messages
      .map((message) => [
        message.name,
        message.opcode,
        Object.entries(message.parts).map(([part, fields]) => [part, record(fields)]),
      ])
      .sort(byName),
    error: record(layout.error),
  };
  return createHash('sha256').update(JSON.stringify(normalised)).digest().readBigUInt64BE(0);
}

const record = (layout: RecordLayout) => ({
  bytes: layout.bytes,
  fields: layout.fields.map((field) => [field.name, field.offset, field.typeText]),
  tail: layout.tail === undefined ? null : [layout.tail.name, layout.tail.struct ?? 'bytes'],
});

const byNumber = (entries: [string, number][]) => entries.sort((a, b) => a[1] - b[1]);

const byName = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a[0]) < String(b[0]) ? -1 : 1;
