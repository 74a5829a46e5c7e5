import { hex, type Layout, type PlacedField, type RecordLayout } from './layout.js';

type Section = (layout: Layout, hash: bigint) => string;

/** What may stand between {{ }} in the template. */
const sections: Record<string, Section> = {
  version: (layout) => String(layout.table.version),
  schemaHash: (_layout, hash) => `0x${hash.toString(16).padStart(16, '0')}`,
  headerBytes: (layout) => String(layout.header.bytes),
  largestAnswer: (layout) =>
    String(Math.max(...layout.messages.flatMap(({ parts }) => (parts.answer ? [parts.answer.bytes] : [])))),
  header: (layout) => fieldTable(layout.header.fields),
  flags: (layout) =>
    table(
      ['bit', 'mask', 'flag', 'meaning'],
      Object.entries(layout.table.flags).map(([name, { bit, doc }]) => [
        String(bit),
        hex(2 ** bit),
        name,
        doc,
      ]),
    ),
  enums: (layout) =>
    Object.keys(layout.table.enums)
      .filter((name) => name !== 'ErrorCode')
      .map((name) => `### ${name}\n\n${enumTable(layout, name)}`)
      .join('\n\n'),
  errorCodes: (layout) => enumTable(layout, 'ErrorCode'),
  error: (layout) => fieldTable(layout.error.fields),
  structs: (layout) =>
    layout.structs.map((struct) => recordSection(`### ${struct.name}`, struct)).join('\n\n'),
  registers: (layout) =>
    table(
      ['address', 'name', 'type', 'access', 'reset', 'banked', 'unit', 'meaning'],
      layout.registers.map((r) => [
        hex(r.address),
        `\`${r.name}\`${r.symbol ? ` ${r.symbol}` : ''}`,
        r.type,
        r.access,
        String(r.reset),
        r.banked ? 'yes' : 'no',
        r.unit ?? '',
        r.doc + (r.simulationOnly ? ' (simulation only)' : ''),
      ]),
    ),
  messages: (layout) => layout.messages.map(messageSection).join('\n\n'),
};

/** PROTOCOL.md: the template with each {{section}} put in. Throws where it names a section that does not exist. */
export function protocolText(layout: Layout, hash: bigint, template: string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const section = sections[name];
    if (section === undefined) {
      throw new Error(`PROTOCOL.template.md: {{${name}}} is not one of ${Object.keys(sections).join(', ')}`);
    }
    return section(layout, hash);
  });
}

function messageSection(message: Layout['messages'][number]): string {
  const parts = Object.values(message.parts).map((part) => {
    const label = part.title.slice(message.name.length + 1);
    const size = part.tail ? `${part.bytes} bytes and the tail` : `${part.bytes} bytes`;
    return part.fields.length === 0 && !part.tail
      ? `**${label}**: no payload.`
      : `**${label}**, ${size}:\n\n${fieldTable(part.fields, part)}`;
  });
  return [`### ${message.name} (${hex(message.opcode)})`, `${sentence(message.doc)}`, ...parts].join('\n\n');
}

function recordSection(head: string, record: RecordLayout): string {
  const intro = `${record.doc ? `${sentence(record.doc)} ` : ''}${record.bytes} bytes.`;
  return [head, intro, fieldTable(record.fields)].join('\n\n');
}

function fieldTable(fields: readonly PlacedField[], record?: RecordLayout): string {
  const rows = fields.map((field, index) => [
    String(index),
    String(field.offset),
    String(field.bytes),
    field.typeText,
    `\`${field.name}\``,
    field.unit ?? '',
    field.doc ?? (field.reserved ? 'zero' : ''),
  ]);
  if (record?.tail) {
    const { tail } = record;
    rows.push([
      String(fields.length),
      String(record.bytes),
      tail.struct === undefined ? 'rest' : `${tail.elementBytes} each`,
      tail.struct ?? 'bytes',
      `\`${tail.name}\``,
      '',
      tail.doc ?? 'to the end of the payload',
    ]);
  }
  return table(['index', 'offset', 'bytes', 'type', 'field', 'unit', 'meaning'], rows);
}

function enumTable(layout: Layout, name: string): string {
  const enumeration = layout.table.enums[name];
  if (enumeration === undefined) return '';
  const rows = Object.entries(enumeration.values).map(([valueName, { value, doc }]) => [
    enumeration.type === 'u8' ? String(value) : hex(value),
    valueName,
    doc ?? '',
  ]);
  const intro = enumeration.doc ? `${sentence(enumeration.doc)} ` : '';
  return `${intro}Type ${enumeration.type}.\n\n${table(['value', 'name', 'meaning'], rows)}`;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.:]$/.test(text) ? '' : '.'}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
