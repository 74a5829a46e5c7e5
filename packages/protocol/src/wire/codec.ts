/** A payload without fields. */
export type EmptyRecord = Readonly<Record<string, never>>;

/** A field whose value breaks the table: its index in the message, what it holds, and the largest value that would do. */
export interface FieldFault {
  readonly field: number;
  readonly got: number;
  readonly limit: number;
}

/** How one record of the message table stands in bytes. All numbers are little-endian and naturally aligned. */
export interface Codec<T> {
  readonly name: string;
  /** names of the fields, padding included, at the index by which error records name them */
  readonly fields: readonly string[];
  readonly fixedBytes: number;
  /** size of one element of what follows the fixed part; 0 where nothing follows */
  readonly tailElementBytes: number;
  sizeOf(record: T): number;
  /** Writes sizeOf(record) bytes from `at` on. RangeError if a value does not fit its field. */
  encode(record: T, view: DataView, at: number): void;
  /** Reads `bytes` bytes from `at` on. Byte tails are views of the same memory. */
  decode(view: DataView, at: number, bytes: number): T;
  /** The first field with a value that its enum does not name. */
  fault(record: T): FieldFault | undefined;
}

/** The bytes of a record, in memory of their own. */
export function encodeRecord<T>(codec: Codec<T>, record: T): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(codec.sizeOf(record));
  codec.encode(record, new DataView(bytes.buffer), 0);
  return bytes;
}

/** A record that begins at the first byte. */
export const decodeRecord = <T>(codec: Codec<T>, bytes: Uint8Array): T =>
  codec.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);

/** Whether a payload of so many bytes can be this record: the fixed part and a whole number of tail elements. */
export function isLengthOf(
  codec: Pick<Codec<unknown>, 'fixedBytes' | 'tailElementBytes'>,
  bytes: number,
): boolean {
  const rest = bytes - codec.fixedBytes;
  return codec.tailElementBytes === 0 ? rest === 0 : rest >= 0 && rest % codec.tailElementBytes === 0;
}
