import type { Layout, RecordLayout } from '../layout.js';
import { hex } from '../layout.js';
import { enumsSource } from './enums.js';
import { noUses, recordSource, type Uses } from './records.js';
import { registersSource } from './registers.js';
import { rulesSource } from './rules.js';
import { banner, camelCase, comment, quoted } from './source.js';

/** The TypeScript files made from the table: name to unformatted source. */
export function typescriptFiles(layout: Layout, hash: bigint): Record<string, string> {
  return {
    'enums.ts': enumsSource(layout),
    'structs.ts': recordsFile(layout.structs, new Set(layout.structs.map((struct) => struct.name))),
    'frame.ts': frameSource(layout, hash),
    'messages.ts': messagesSource(layout),
    'registers.ts': registersSource(layout),
    'rules.ts': rulesSource(layout),
  };
}

function imports(uses: Uses, own: ReadonlySet<string>): string {
  const lines: string[] = [];
  const line = (names: Iterable<string>, from: string): void => {
    const sorted = [...names].sort();
    if (sorted.length > 0) lines.push(`import { ${sorted.join(', ')} } from '${from}';\n`);
  };
  const types = new Set(['Codec', 'EmptyRecord']);
  const marked = (names: Iterable<string>) =>
    [...names].map((name) => (/^[A-Z]/.test(name) ? `type ${name}` : name));
  line(marked([...uses.helpers].filter((name) => types.has(name))), '../wire/codec.js');
  line(
    [...uses.helpers].filter((name) => !types.has(name)),
    '../wire/fields.js',
  );
  line(marked(uses.enums), './enums.js');
  const structs = [...uses.structs].filter((name) => !own.has(name));
  line(marked(structs.flatMap((name) => [name, camelCase(name)])), './structs.js');
  return lines.join('') + '\n';
}

function recordsFile(records: readonly RecordLayout[], own: ReadonlySet<string> = new Set()): string {
  const uses = noUses();
  const body = records.map((record) => recordSource(record, uses)).join('\n');
  return banner + imports(uses, own) + body;
}

function frameSource(layout: Layout, hash: bigint): string {
  const { table } = layout;
  const constants = [
    `${comment('Link version')}export const PROTOCOL_VERSION = ${table.version};\n`,
    `${comment('Fingerprint of the table: what HELLO compares')}export const SCHEMA_HASH = 0x${hash
      .toString(16)
      .padStart(16, '0')}n;\n`,
    `export const FRAME_MAGIC = ${hex(table.frame.magic)};\n`,
    `export const HEADER_BYTES = ${layout.header.bytes};\n`,
  ].join('\n');
  return recordsFile([layout.header]).replace('export interface', `${constants}\nexport interface`);
}

function messagesSource(layout: Layout): string {
  const records = layout.messages.flatMap((message) => Object.values(message.parts));
  const opcodes = layout.messages.map(({ name, opcode, doc }) => `${comment(doc)}${name}: ${hex(opcode)},\n`);
  const commands = layout.messages.flatMap(({ name, opcode, parts }) =>
    parts.command && parts.answer
      ? [
          `${name}: { name: ${quoted(name)}, opcode: ${hex(opcode)}, command: ${camelCase(parts.command.name)}, answer: ${camelCase(parts.answer.name)} },\n`,
        ]
      : [],
  );
  return [
    recordsFile([...records, { ...layout.error, doc: 'payload of a terminal answer with the ERROR flag' }]),
    `\n/** Message ids. */\nexport const Opcode = {\n${opcodes.join('')}} as const;\n`,
    `export type Opcode = (typeof Opcode)[keyof typeof Opcode];\n`,
    `\n/** Every command with the codecs of its two payloads. */\nexport const commands = {\n${commands.join('')}} as const;\n`,
    `export type CommandName = keyof typeof commands;\n`,
  ].join('');
}
