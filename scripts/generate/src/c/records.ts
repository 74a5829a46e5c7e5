import type { Layout, PlacedField, RecordLayout } from '../layout.js';
import { comment, snakeCase, upperCase } from './source.js';

const scalars = {
  u8: 'uint8_t',
  u16: 'uint16_t',
  u32: 'uint32_t',
  u64: 'uint64_t',
  i8: 'int8_t',
  i16: 'int16_t',
  i32: 'int32_t',
  f64: 'double',
} as const;

/** Every record of the table: the header, those inside messages, those of messages, the error record. */
export function records(layout: Layout): string {
  const ofMessages = layout.messages.flatMap((message) =>
    Object.values(message.parts).map((part) => ({ ...part, doc: `${part.title}: ${message.doc}` })),
  );
  const error = { ...layout.error, doc: 'payload of a terminal answer with the ERROR flag' };
  return [{ ...layout.header, doc: 'what every frame begins with' }, ...layout.structs, ...ofMessages, error]
    .map(record)
    .join('\n');
}

/** The struct and the assertions of its size and offsets; of a record without fields only its size. */
function record({ name, doc, bytes, fields, tail }: RecordLayout): string {
  const followed =
    tail &&
    `followed by ${tail.name}, ${tail.struct ? `spu_${snakeCase(tail.struct)} records` : 'bytes'} up to the end of the payload`;
  const size = `#define SPU_${upperCase(name)}_BYTES ${bytes}u\n`;
  const head = comment('', doc, followed);
  if (fields.length === 0) return head + size;
  const struct = `spu_${snakeCase(name)}`;
  return [
    head,
    `typedef struct ${struct} {\n`,
    ...fields.map(
      (field) => comment('  ', field.doc, field.unit && `In ${field.unit}`) + `  ${member(field)};\n`,
    ),
    `} ${struct};\n`,
    size,
    `SPU_ASSERT_SIZE(${struct}, ${bytes});\n`,
    ...fields.map((field) => `SPU_ASSERT_OFFSET(${struct}, ${snakeCase(field.name)}, ${field.offset});\n`),
  ].join('');
}

function member({ name, element, count }: PlacedField): string {
  const type =
    element.kind === 'char'
      ? 'char'
      : element.kind === 'scalar'
        ? scalars[element.scalar]
        : `spu_${snakeCase(element.name)}`;
  return `${type} ${snakeCase(name)}${count === undefined ? '' : `[${count}]`}`;
}
