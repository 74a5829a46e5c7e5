import {
  scalarBytes,
  type ElementType,
  type Layout,
  type PlacedField,
  type RecordLayout,
} from '../layout.js';
import { structOf, type Fields, type Value } from './encode.js';

/**
 * What a sample has in its fields. `zero`: zeros and the first value of each enum. `ramp`: bytes that count up, so that every
 * field differs from its neighbours and no byte order or offset but the right one gives it. `extreme`: the largest numbers, the
 * last value of each enum, texts without a NUL.
 */
export type Kind = 'zero' | 'ramp' | 'extreme';
export const kinds: readonly Kind[] = ['zero', 'ramp', 'extreme'];

const TAIL_ITEMS: Readonly<Record<Kind, number>> = { zero: 0, ramp: 3, extreme: 1 };

/** A value for every field of a record, padding left out. */
export function sampleOf(layout: Layout, record: RecordLayout, kind: Kind, seed = 0): Fields {
  const fields = fixedSample(layout, record, kind, seed);
  const { tail } = record;
  if (tail === undefined) return fields;
  const items = TAIL_ITEMS[kind];
  const struct = tail.struct === undefined ? undefined : structOf(layout, tail.struct);
  const value =
    struct === undefined
      ? Buffer.from(Array.from({ length: items }, (_, i) => (kind === 'extreme' ? 0xff : i + 1))).toString(
          'hex',
        )
      : Array.from({ length: items }, (_, i) => fixedSample(layout, struct, kind, seed + 16 * i));
  return { ...fields, [tail.name]: value };
}

const fixedSample = (layout: Layout, record: RecordLayout, kind: Kind, seed: number): Fields =>
  Object.fromEntries(
    record.fields
      .filter((field) => !field.reserved)
      .map((field) => [field.name, fieldSample(layout, field, kind, seed + field.offset)]),
  );

function fieldSample(layout: Layout, field: PlacedField, kind: Kind, seed: number): Value {
  const { element, count, elementBytes } = field;
  if (element.kind === 'char') return text(kind, count ?? 1, seed);
  const single = (index: number): Value => elementSample(layout, element, kind, seed + index * elementBytes);
  return count === undefined ? single(0) : Array.from({ length: count }, (_, index) => single(index));
}

function elementSample(
  layout: Layout,
  element: Exclude<ElementType, { kind: 'char' }>,
  kind: Kind,
  seed: number,
): Value {
  if (element.kind === 'struct') return fixedSample(layout, structOf(layout, element.name), kind, seed);
  if (element.kind === 'enum') return enumSample(layout, element.name, kind, seed);
  if (element.scalar === 'f64') return { zero: 0, ramp: seed + 0.625, extreme: -Number.MAX_VALUE }[kind];
  const bytes = scalarBytes[element.scalar];
  const filled = Array.from({ length: bytes }, (_, i) => BigInt((seed + i + 1) & 0xff) << BigInt(8 * i));
  const value = {
    zero: 0n,
    ramp: filled.reduce((sum, byte) => sum | byte, 0n),
    extreme: (1n << BigInt(8 * bytes)) - 1n,
  }[kind];
  return element.scalar === 'u64' ? String(value) : Number(value);
}

function enumSample(layout: Layout, name: string, kind: Kind, seed: number): number {
  const values = Object.values(layout.table.enums[name]?.values ?? {}).map(({ value }) => value);
  const index = { zero: 0, ramp: seed % values.length, extreme: values.length - 1 }[kind];
  return values[index] ?? 0;
}

function text(kind: Kind, length: number, seed: number): string {
  const letters = { zero: 0, ramp: Math.ceil(length / 2), extreme: length }[kind];
  return Array.from({ length: letters }, (_, i) => String.fromCharCode(0x61 + ((seed + i) % 26))).join('');
}
