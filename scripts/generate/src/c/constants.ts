import { hex, type Layout } from '../layout.js';
import { comment, snakeCase, upperCase } from './source.js';

/** #defines: version, schema hash, sizes, flags, numbers of the rules. */
export function definitions(layout: Layout, hash: bigint): string {
  const { table } = layout;
  const answers = layout.messages.flatMap(({ parts }) => (parts.answer ? [parts.answer.bytes] : []));
  return [
    define('link version', 'VERSION', `${table.version}u`),
    define(
      'fingerprint of the message table: what HELLO compares',
      'SCHEMA_HASH',
      `UINT64_C(0x${hash.toString(16).padStart(16, '0')})`,
    ),
    define("'S', 'P' on the wire", 'FRAME_MAGIC', `${hex(table.frame.magic)}u`),
    define(undefined, 'FRAME_HEADER_BYTES', `${layout.header.bytes}u`),
    define('the header CRC covers what is before it', 'HEADER_CRC_OFFSET', `${layout.header.bytes - 4}u`),
    define('the u64 before the payload of a frame with SIM_TIME', 'STAMP_BYTES', '8u'),
    define('of the terminal answers', 'LARGEST_ANSWER_BYTES', `${Math.max(...answers, layout.error.bytes)}u`),
    '\n/* Flags of a frame. */\n',
    ...Object.entries(table.flags).map(([name, { bit, doc }]) =>
      define(doc, `FLAG_${name}`, `${hex(2 ** bit)}u`),
    ),
    '\n/* Numbers of the rules in PROTOCOL.md; durations are wall time. */\n',
    ...table.rules.map(({ name, value, doc }) => define(doc, upperCase(name), `${value}u`)),
  ].join('');
}

/** An enum with the type of its fields beside it: C enums have no width that a layout could rely on. */
export const enumerations = (layout: Layout): string =>
  Object.entries(layout.table.enums)
    .map(([name, { type, doc, values }]) =>
      enumeration(
        comment('', doc) + typedef(type, name),
        Object.entries(values).map(([valueName, value]) => [
          `${upperCase(name)}_${valueName}`,
          type === 'u8' ? String(value.value) : hex(value.value),
          value.doc,
        ]),
      ),
    )
    .join('\n');

export const opcodes = (layout: Layout): string =>
  enumeration(
    '/* Message ids. */\n',
    layout.messages.map(({ name, opcode, doc }) => [`OPCODE_${name}`, hex(opcode), doc]),
  );

/** Addresses as an enum, and all that the table says of each register as a list macro. */
export function registers(layout: Layout): string {
  const addresses = enumeration(
    '/* Addresses of registers, in bytes. */\n',
    layout.registers.map(({ name, address, doc, unit }) => [
      `REGISTER_${upperCase(name)}`,
      hex(address),
      [doc, unit && `in ${unit}`].filter(Boolean).join('; '),
    ]),
  );
  const rows = layout.registers.map(
    (register) =>
      `  X(${[
        snakeCase(register.name),
        `${hex(register.address)}u`,
        register.type,
        register.access,
        register.type === 'f64' ? register.reset.toFixed(1) : `${register.reset}u`,
        register.banked ? 1 : 0,
        register.simulationOnly ? 1 : 0,
      ].join(', ')})`,
  );
  return [
    addresses,
    '\n/* X(name, address, type: u32 u64 f64, access: rw ro, reset value, banked, simulation only) */\n',
    `#define SPU_REGISTERS(X) \\\n${rows.join(' \\\n')}\n`,
  ].join('');
}

const define = (doc: string | undefined, name: string, value: string): string =>
  `${comment('', doc)}#define SPU_${name} ${value}\n`;

const widths = { u8: 'uint8_t', u16: 'uint16_t', u32: 'uint32_t' } as const;

const typedef = (type: keyof typeof widths, name: string): string =>
  `typedef ${widths[type]} spu_${snakeCase(name)};\n`;

function enumeration(
  head: string,
  values: readonly (readonly [string, string, string | undefined])[],
): string {
  const lines = values.map(([name, value, doc], index) => {
    const comma = index === values.length - 1 ? '' : ',';
    return `${comment('  ', doc)}  SPU_${name} = ${value}${comma}\n`;
  });
  return `${head}enum {\n${lines.join('')}};\n`;
}
