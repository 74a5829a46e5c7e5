import type { Layout, RecordLayout } from '../layout.js';
import { encode, hexOf, type Fields } from './encode.js';
import { kinds, sampleOf, type Kind } from './sample.js';

/** Fields of one record and the bytes that they stand in. */
export interface RecordVector {
  readonly record: string;
  readonly sample: Kind;
  readonly bytes: string;
  readonly fields: Fields;
}

/** The records that a frame may carry, in the order of the table; those without fields have no bytes to show. */
export const carriedRecords = (layout: Layout): RecordLayout[] => [
  ...layout.messages.flatMap(({ parts }) => Object.values(parts)),
  layout.error,
];

/** Three samples of every record: the header, those inside messages, those of messages, the error record. */
export const recordVectors = (layout: Layout): RecordVector[] =>
  [layout.header, ...layout.structs, ...carriedRecords(layout)]
    .filter(({ fields, tail }) => fields.length > 0 || tail !== undefined)
    .flatMap((record) =>
      kinds.map((sample) => {
        const fields = sampleOf(layout, record, sample);
        return { record: record.name, sample, bytes: hexOf(encode(layout, record, fields)), fields };
      }),
    );
