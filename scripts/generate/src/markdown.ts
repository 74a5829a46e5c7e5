import { hex, scalarBytes, type Layout, type PlacedField, type RecordLayout } from './layout.js';
import { markdownTable as table } from './markdown-table.js';
import { stateDiagram, stateTable, transitionTable } from './states/drawing.js';
import type { StateMachine } from './states/state-machine.js';
import { timelessMessages } from './vectors/frames.js';

/** What the page is made from. */
export interface Specification {
  readonly layout: Layout;
  readonly hash: bigint;
  readonly machine: StateMachine;
}

type Section = (specification: Specification) => string;

/** What may stand between {{ }} in the template. */
const sections: Record<string, Section> = {
  version: ({ layout }) => String(layout.table.version),
  schemaHash: ({ hash }) => `0x${hash.toString(16).padStart(16, '0')}`,
  headerBytes: ({ layout }) => String(layout.header.bytes),
  largestAnswer: ({ layout }) =>
    String(Math.max(...layout.messages.flatMap(({ parts }) => (parts.answer ? [parts.answer.bytes] : [])))),
  header: ({ layout }) => fieldTable(layout.header.fields),
  flags: ({ layout }) =>
    table(
      ['bit', 'mask', 'flag', 'meaning'],
      Object.entries(layout.table.flags).map(([name, { bit, doc }]) => [
        String(bit),
        hex(2 ** bit),
        name,
        doc,
      ]),
    ),
  enums: ({ layout }) =>
    Object.keys(layout.table.enums)
      .filter((name) => name !== 'ErrorCode')
      .map((name) => `### ${name}\n\n${enumTable(layout, name)}`)
      .join('\n\n'),
  errorCodes: ({ layout }) => errorTable(layout, false),
  hostErrors: ({ layout }) => errorTable(layout, true),
  rules: ({ layout }) =>
    table(
      ['rule', 'value', 'meaning'],
      layout.table.rules.map(({ name, value, unit, doc }) => [
        `\`${name}\``,
        unit === undefined ? grouped(value) : `${grouped(value)} ${unit}`,
        doc,
      ]),
    ),
  states: ({ machine }) => stateTable(machine),
  stateDiagram: ({ machine }) => stateDiagram(machine),
  transitions: ({ machine }) => transitionTable(machine),
  timelessMessages: () => `${timelessMessages.slice(0, -1).join(', ')} and ${timelessMessages.at(-1) ?? ''}`,
  error: ({ layout }) => fieldTable(layout.error.fields),
  structs: ({ layout }) =>
    layout.structs.map((struct) => recordSection(`### ${struct.name}`, struct)).join('\n\n'),
  registers: ({ layout }) =>
    table(
      ['address', 'name', 'width', 'type', 'access', 'reset', 'banked', 'unit', 'meaning'],
      layout.registers.map((r) => [
        hex(r.address),
        `\`${r.name}\`${r.symbol ? ` ${r.symbol}` : ''}`,
        `${scalarBytes[r.type]} bytes`,
        r.type,
        r.access,
        String(r.reset),
        r.banked ? 'yes' : 'no',
        r.unit ?? '',
        r.doc + (r.simulationOnly ? ' (simulation only)' : ''),
      ]),
    ),
  messages: ({ layout }) => layout.messages.map(messageSection).join('\n\n'),
};

/** PROTOCOL.md: the template with each {{section}} put in. Throws where it names a section that does not exist. */
export function protocolText(specification: Specification, template: string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const section = sections[name];
    if (section !== undefined) return section(specification);
    const rule = specification.layout.table.rules.find((candidate) => candidate.name === name);
    if (rule !== undefined) return grouped(rule.value);
    throw new Error(
      `PROTOCOL.template.md: {{${name}}} is neither a rule nor one of ${Object.keys(sections).join(', ')}`,
    );
  });
}

/** 30000 as 30 000. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ' ');

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

/** The codes that answers carry, or those by which a host reports what no answer could; and what the host does. */
function errorTable({ table: { enums } }: Layout, unsent: boolean): string {
  const codes = Object.entries(enums.ErrorCode?.values ?? {}).filter(([, code]) => code.unsent === unsent);
  return table(
    ['value', 'name', 'meaning', 'what the host does'],
    codes.map(([name, { value, doc, host }]) => [hex(value), name, doc ?? '', host ?? '']),
  );
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
