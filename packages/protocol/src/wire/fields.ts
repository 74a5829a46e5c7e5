import type { Codec, FieldFault } from './codec.js';

/** Names by value of a generated enum. */
export function enumNames<Name extends string>(
  values: Readonly<Record<Name, number>>,
): ReadonlyMap<number, Name> {
  return new Map(Object.entries<number>(values).map(([name, value]) => [value, name as Name]));
}

function checkWhole(value: number, minimum: number, maximum: number, path: string): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new RangeError(`${path} is ${value}; expected a whole number from ${minimum} to ${maximum}`);
  }
}

export function putU8(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, 0, 0xff, path);
  view.setUint8(at, value);
}

export function putU16(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, 0, 0xffff, path);
  view.setUint16(at, value, true);
}

export function putU32(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, 0, 0xffff_ffff, path);
  view.setUint32(at, value, true);
}

export function putI8(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, -0x80, 0x7f, path);
  view.setInt8(at, value);
}

export function putI16(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, -0x8000, 0x7fff, path);
  view.setInt16(at, value, true);
}

export function putI32(view: DataView, at: number, value: number, path: string): void {
  checkWhole(value, -0x8000_0000, 0x7fff_ffff, path);
  view.setInt32(at, value, true);
}

export function putU64(view: DataView, at: number, value: bigint, path: string): void {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) {
    throw new RangeError(`${path} is ${value}; expected a whole number from 0 to 2^64 − 1`);
  }
  view.setBigUint64(at, value, true);
}

export function putF64(view: DataView, at: number, value: number, _path: string): void {
  view.setFloat64(at, value, true);
}

/** Writes printable ASCII, filled up with NUL. */
export function putText(view: DataView, at: number, length: number, text: string, path: string): void {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length > length) {
    throw new RangeError(
      `${path} is ${JSON.stringify(text)}; expected at most ${length} printable ASCII characters`,
    );
  }
  for (let i = 0; i < length; i++) view.setUint8(at + i, i < text.length ? text.charCodeAt(i) : 0);
}

/** Reads up to the first NUL; what is not printable ASCII becomes '?'. */
export function getText(view: DataView, at: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    const code = view.getUint8(at + i);
    if (code === 0) break;
    text += code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '?';
  }
  return text;
}

export function putArray<T>(
  items: readonly T[],
  count: number,
  path: string,
  put: (item: T, index: number) => void,
): void {
  if (items.length !== count) throw new RangeError(`${path} has ${items.length} elements; expected ${count}`);
  items.forEach(put);
}

export const getArray = <T>(count: number, get: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => get(index));

export function putTail<T>(view: DataView, at: number, items: readonly T[], codec: Codec<T>): void {
  items.forEach((item, index) => codec.encode(item, view, at + codec.fixedBytes * index));
}

export const getTail = <T>(view: DataView, at: number, bytes: number, codec: Codec<T>): T[] =>
  getArray(Math.floor(bytes / codec.fixedBytes), (index) =>
    codec.decode(view, at + codec.fixedBytes * index, codec.fixedBytes),
  );

export function putBytes(view: DataView, at: number, bytes: Uint8Array): void {
  new Uint8Array(view.buffer, view.byteOffset + at, bytes.length).set(bytes);
}

export const getBytes = (view: DataView, at: number, bytes: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, bytes);

/** The fault of an enum field that holds a value without a name. */
export function enumFault(
  field: number,
  values: readonly number[],
  names: ReadonlyMap<number, string>,
): FieldFault | undefined {
  const got = values.find((value) => !names.has(value));
  return got === undefined ? undefined : { field, got, limit: Math.max(...names.keys()) };
}

export function elementFault<T>(items: readonly T[], codec: Codec<T>): FieldFault | undefined {
  for (const item of items) {
    const fault = codec.fault(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A fault inside a struct, told by the index of the field that holds the struct. */
export const inField = (field: number, fault: FieldFault | undefined): FieldFault | undefined =>
  fault === undefined ? undefined : { ...fault, field };
