import { readFileSync } from 'node:fs';

/** Fields as the golden vectors have them: u64 as decimal text, the bytes of a tail as hex. */
export type VectorValue = number | string | readonly VectorValue[] | VectorFields;
export interface VectorFields {
  readonly [name: string]: VectorValue;
}

export interface RecordVector {
  readonly record: string;
  readonly sample: string;
  readonly bytes: string;
  readonly fields: VectorFields;
}

export interface FrameVector {
  readonly name: string;
  readonly bytes: string;
  readonly header: VectorFields;
  readonly record: string | null;
  readonly stampPs: string | null;
  readonly fields: VectorFields;
}

export const firmwareSpec = new URL('../../../../firmware-spec/', import.meta.url);

const load = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`vectors/${name}.json`, firmwareSpec), 'utf8'));

export const { records } = load('records') as { readonly records: readonly RecordVector[] };
export const { frames } = load('frames') as { readonly frames: readonly FrameVector[] };

/** The C code that PROTOCOL.md shows: the CRC and the search for frames. */
export const codeOfPage: readonly string[] = [
  ...readFileSync(new URL('PROTOCOL.md', firmwareSpec), 'utf8').matchAll(/```c\n(.*?)```/gs),
].map((match) => match[1] ?? '');
