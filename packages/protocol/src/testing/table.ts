import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parse } from 'yaml';

/**
 * The message table read in a second, plain way, to check the generated code against: fields in order, one after
 * the other, each written by Buffer.
 */
export interface Field {
  name: string;
  type: string;
}

export interface Message {
  name: string;
  opcode: number;
  command?: Field[];
  answer?: Field[];
  data?: Field[];
  credit?: Field[];
  commandTail?: Field;
  dataTail?: Field;
}

export interface Table {
  enums: Record<string, { type: 'u8' | 'u16' | 'u32'; values: Record<string, { value: number }> }>;
  structs: Record<string, { fields: Field[] }>;
  registers: { name: string; address: number; type: string; reset: number }[];
  messages: Message[];
  error: Field[];
  frame: { fields: Field[] };
}

export const table = parse(
  readFileSync(new URL('../../../../firmware-spec/spu-link.yaml', import.meta.url), 'utf8'),
) as Table;

const widths: Record<string, number> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  f64: 8,
  char: 1,
};

function split(type: string): { base: string; count: number | undefined } {
  const [base = '', rest] = type.split('[');
  return { base, count: rest === undefined ? undefined : Number.parseInt(rest) };
}

/** Bytes of a type and what its address must be a multiple of. */
export function sizeOf(type: string): { bytes: number; alignment: number } {
  const { base, count = 1 } = split(type);
  const struct = table.structs[base];
  if (struct !== undefined) {
    const sizes = struct.fields.map((field) => sizeOf(field.type));
    const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    return { bytes: bytes * count, alignment: Math.max(...sizes.map((size) => size.alignment)) };
  }
  const width = widths[table.enums[base]?.type ?? base] ?? Number.NaN;
  return { bytes: width * count, alignment: width };
}

export type Value = number | bigint | string | Value[] | { [name: string]: Value };

const isReserved = (field: Field): boolean => field.name.startsWith('reserved');

/** Values of a type, over its whole range. */
export function valuesOf(type: string): fc.Arbitrary<Value> {
  const { base, count } = split(type);
  if (base === 'char') {
    return fc.string({ unit: 'grapheme-ascii', maxLength: count ?? 1 });
  }
  const single = singleOf(base);
  return count === undefined ? single : fc.array(single, { minLength: count, maxLength: count });
}

function singleOf(base: string): fc.Arbitrary<Value> {
  const enumeration = table.enums[base];
  if (enumeration !== undefined) {
    return fc.constantFrom(...Object.values(enumeration.values).map(({ value }) => value));
  }
  const struct = table.structs[base];
  if (struct !== undefined) return recordsOf(struct.fields);
  switch (base) {
    case 'u64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'f64':
      return fc.double();
    default: {
      const bits = Number(base.slice(1));
      const signed = base.startsWith('i');
      return fc.integer({
        min: signed ? -(2 ** (bits - 1)) : 0,
        max: (signed ? 2 ** (bits - 1) : 2 ** bits) - 1,
      });
    }
  }
}

export const recordsOf = (fields: readonly Field[]): fc.Arbitrary<{ [name: string]: Value }> =>
  fc.record(
    Object.fromEntries(
      fields.filter((field) => !isReserved(field)).map((field) => [field.name, valuesOf(field.type)]),
    ),
  );

/** The bytes of a record, written field by field. */
export function bytesOf(fields: readonly Field[], record: { [name: string]: Value }): Buffer {
  return Buffer.concat(
    fields.map((field) =>
      isReserved(field)
        ? Buffer.alloc(sizeOf(field.type).bytes)
        : bytesOfValue(field.type, record[field.name] ?? 0),
    ),
  );
}

function bytesOfValue(type: string, value: Value): Buffer {
  const { base, count } = split(type);
  if (typeof value === 'string') {
    const bytes = Buffer.alloc(count ?? 1);
    bytes.write(value, 'latin1');
    return bytes;
  }
  if (Array.isArray(value)) return Buffer.concat(value.map((item) => bytesOfValue(base, item)));
  const struct = table.structs[base];
  if (struct !== undefined) return bytesOf(struct.fields, value as { [name: string]: Value });
  const scalar = table.enums[base]?.type ?? base;
  const bytes = Buffer.alloc(widths[scalar] ?? 0);
  if (scalar === 'u64') bytes.writeBigUInt64LE(value as bigint);
  else if (scalar === 'f64') bytes.writeDoubleLE(value as number);
  else if (scalar.startsWith('i')) bytes.writeIntLE(value as number, 0, bytes.length);
  else bytes.writeUIntLE(value as number, 0, bytes.length);
  return bytes;
}
