import { scalarBytes, type Layout, type PlacedField, type RecordLayout, type Scalar } from '../layout.js';

/** The value of a field as JSON carries it: u64 as decimal text, since a JSON number is a double; enums as their numbers. */
export type Value = number | string | readonly Value[] | Fields;
export interface Fields {
  readonly [name: string]: Value;
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A record as it stands on the wire, from the layout alone. Fields that are left out are zero; the tail goes by its name. */
export function encode(layout: Layout, record: RecordLayout, values: Fields): Uint8Array {
  const { tail } = record;
  const fixed = new Uint8Array(record.bytes);
  place(layout, record, values, new DataView(fixed.buffer), 0);
  const unknown = Object.keys(values).find(
    (name) => name !== tail?.name && !record.fields.some((field) => field.name === name),
  );
  if (unknown !== undefined) throw new Error(`${record.title} has no field ${unknown}`);
  return tail === undefined ? fixed : Buffer.concat([fixed, encodeTail(layout, tail, values[tail.name])]);
}

function encodeTail(
  layout: Layout,
  tail: NonNullable<RecordLayout['tail']>,
  value: Value | undefined,
): Uint8Array {
  if (tail.struct === undefined) return Buffer.from(typeof value === 'string' ? value : '', 'hex');
  const struct = structOf(layout, tail.struct);
  const items = Array.isArray(value) ? (value as readonly Fields[]) : [];
  return Buffer.concat(items.map((item) => encode(layout, struct, item)));
}

export function structOf(layout: Layout, name: string): RecordLayout {
  const struct = layout.structs.find((candidate) => candidate.name === name);
  if (struct === undefined) throw new Error(`${name} is no struct`);
  return struct;
}

function place(layout: Layout, record: RecordLayout, values: Fields, view: DataView, at: number): void {
  for (const field of record.fields) {
    const value = values[field.name];
    if (value !== undefined) placeField(layout, field, value, view, at + field.offset);
  }
}

function placeField(layout: Layout, field: PlacedField, value: Value, view: DataView, at: number): void {
  const { element, count, elementBytes } = field;
  if (element.kind === 'char') {
    Buffer.from(view.buffer, view.byteOffset).write(value as string, at, count ?? 1, 'latin1');
    return;
  }
  const items = count === undefined ? [value] : (value as readonly Value[]);
  items.forEach((item, index) => {
    const where = at + index * elementBytes;
    if (element.kind === 'struct') place(layout, structOf(layout, element.name), item as Fields, view, where);
    else put(view, where, element.scalar, item as number | string);
  });
}

function put(view: DataView, at: number, scalar: Scalar, value: number | string): void {
  if (scalar === 'f64') {
    view.setFloat64(at, Number(value), true);
    return;
  }
  let rest = BigInt.asUintN(8 * scalarBytes[scalar], BigInt(value));
  for (let i = 0; i < scalarBytes[scalar]; i++, rest >>= 8n) view.setUint8(at + i, Number(rest & 0xffn));
}
