import type { PlacedField, RecordLayout, Scalar } from '../layout.js';
import { camelCase, comment, quoted } from './source.js';

const getters: Record<Scalar, string> = {
  u8: 'getUint8',
  u16: 'getUint16',
  u32: 'getUint32',
  u64: 'getBigUint64',
  i8: 'getInt8',
  i16: 'getInt16',
  i32: 'getInt32',
  f64: 'getFloat64',
};

/** The names of enums and structs that records use, to be imported. */
export interface Uses {
  enums: Set<string>;
  structs: Set<string>;
  helpers: Set<string>;
}

export const noUses = (): Uses => ({ enums: new Set(), structs: new Set(), helpers: new Set() });

/** The interface and the codec of one record. */
export function recordSource(record: RecordLayout, uses: Uses): string {
  return interfaceSource(record, uses) + '\n' + codecSource(record, uses);
}

const carried = (record: RecordLayout) => record.fields.filter((field) => !field.reserved);

function interfaceSource(record: RecordLayout, uses: Uses): string {
  const head = comment(record.doc);
  const members = carried(record).map(
    (field) =>
      comment(field.doc, field.unit && !field.doc?.includes(field.unit) ? `In ${field.unit}` : undefined) +
      `readonly ${field.name}: ${fieldType(field, uses)};\n`,
  );
  if (record.tail) {
    const type = record.tail.struct === undefined ? 'Uint8Array' : `readonly ${record.tail.struct}[]`;
    members.push(`${comment(record.tail.doc)}readonly ${record.tail.name}: ${type};\n`);
  }
  if (members.length === 0) {
    uses.helpers.add('EmptyRecord');
    return `${head}export type ${record.name} = EmptyRecord;\n`;
  }
  return `${head}export interface ${record.name} {\n${members.join('')}}\n`;
}

function fieldType(field: PlacedField, uses: Uses): string {
  const { element, count } = field;
  if (element.kind === 'char') return 'string';
  if (element.kind === 'enum') uses.enums.add(element.name);
  if (element.kind === 'struct') uses.structs.add(element.name);
  const single = element.kind === 'scalar' ? (element.scalar === 'u64' ? 'bigint' : 'number') : element.name;
  return count === undefined ? single : `readonly ${single}[]`;
}

function codecSource(record: RecordLayout, uses: Uses): string {
  uses.helpers.add('Codec');
  const { tail } = record;
  const bodyOf = {
    encode: record.fields.map((field) => encodeField(record, field, uses)),
    decode: carried(record).map((field) => `${field.name}: ${decodeField(field, uses)},\n`),
    fault: carried(record).flatMap((field) => faultOf(record, field, uses)),
  };
  if (tail) {
    const codec = tail.struct === undefined ? undefined : camelCase(tail.struct);
    if (tail.struct !== undefined) uses.structs.add(tail.struct);
    uses.helpers.add(codec ? 'getTail' : 'getBytes').add(codec ? 'putTail' : 'putBytes');
    bodyOf.encode.push(
      codec
        ? `putTail(view, at + ${record.bytes}, record.${tail.name}, ${codec});\n`
        : `putBytes(view, at + ${record.bytes}, record.${tail.name});\n`,
    );
    bodyOf.decode.push(
      codec
        ? `${tail.name}: getTail(view, at + ${record.bytes}, bytes - ${record.bytes}, ${codec}),\n`
        : `${tail.name}: getBytes(view, at + ${record.bytes}, bytes - ${record.bytes}),\n`,
    );
    if (codec) {
      uses.helpers.add('elementFault').add('inField');
      bodyOf.fault.push(`inField(${record.fields.length}, elementFault(record.${tail.name}, ${codec}))`);
    }
  }
  const empty = bodyOf.encode.length === 0;
  const encodeUsesRecord = carried(record).length > 0 || tail !== undefined;
  const encodeHead = empty ? 'encode()' : `encode(${encodeUsesRecord ? 'record' : '_record'}, view, at)`;
  const decodeHead = tail ? '(view, at, bytes)' : bodyOf.decode.length === 0 ? '()' : '(view, at)';
  const sizeOf = tail
    ? `(record) => ${record.bytes} + ${tail.elementBytes === 1 ? '' : `${tail.elementBytes} * `}record.${tail.name}.length`
    : `() => ${record.bytes}`;
  const names = [...record.fields.map((field) => field.name), ...(tail ? [tail.name] : [])];
  return `export const ${camelCase(record.name)}: Codec<${record.name}> = {
    name: ${quoted(record.title)},
    fields: [${names.map(quoted).join(', ')}],
    fixedBytes: ${record.bytes},
    tailElementBytes: ${tail?.elementBytes ?? 0},
    sizeOf: ${sizeOf},
    ${encodeHead} {
      ${bodyOf.encode.join('')}
    },
    decode: ${decodeHead} => ({
      ${bodyOf.decode.join('')}
    }),
    fault: ${bodyOf.fault.length === 0 ? '() => undefined' : `(record) => ${bodyOf.fault.join(' ?? ')}`},
  };
`;
}

const place = (offset: number): string => (offset === 0 ? 'at' : `at + ${offset}`);

function encodeField(record: RecordLayout, field: PlacedField, uses: Uses): string {
  const { element, count } = field;
  const path = quoted(`${record.title}: ${field.name}`);
  const at = place(field.offset);
  if (element.kind === 'char') {
    uses.helpers.add('putText');
    return `putText(view, ${at}, ${count ?? 1}, record.${field.name}, ${path});\n`;
  }
  const put = (where: string, value: string): string => {
    if (element.kind === 'struct') return `${camelCase(element.name)}.encode(${value}, view, ${where})`;
    const helper = `put${element.scalar.toUpperCase()}`;
    uses.helpers.add(helper);
    return `${helper}(view, ${where}, ${value}, ${path})`;
  };
  if (element.kind === 'struct') uses.structs.add(element.name);
  if (field.reserved)
    return `${put(at, element.kind === 'scalar' && element.scalar === 'u64' ? '0n' : '0')};\n`;
  if (count === undefined) return `${put(at, `record.${field.name}`)};\n`;
  uses.helpers.add('putArray');
  const where = `${at} + ${field.elementBytes === 1 ? '' : `${field.elementBytes} * `}index`;
  return `putArray(record.${field.name}, ${count}, ${path}, (item, index) => ${put(where, 'item')});\n`;
}

function decodeField(field: PlacedField, uses: Uses): string {
  const { element, count } = field;
  const get = (where: string): string => {
    if (element.kind === 'struct')
      return `${camelCase(element.name)}.decode(view, ${where}, ${field.elementBytes})`;
    if (element.kind === 'char') return '';
    const endian = field.elementBytes === 1 ? '' : ', true';
    const value = `view.${getters[element.scalar]}(${where}${endian})`;
    return element.kind === 'enum' ? `${value} as ${element.name}` : value;
  };
  const at = place(field.offset);
  if (element.kind === 'char') {
    uses.helpers.add('getText');
    return `getText(view, ${at}, ${count ?? 1})`;
  }
  if (count === undefined) return get(at);
  uses.helpers.add('getArray');
  const where = `${at} + ${field.elementBytes === 1 ? '' : `${field.elementBytes} * `}index`;
  return `getArray(${count}, (index) => ${get(where)})`;
}

function faultOf(record: RecordLayout, field: PlacedField, uses: Uses): string[] {
  const index = record.fields.indexOf(field);
  const { element, count } = field;
  if (element.kind === 'enum') {
    uses.helpers.add('enumFault');
    uses.enums.add(`${camelCase(element.name)}Names`);
    const value = count === undefined ? `[record.${field.name}]` : `record.${field.name}`;
    return [`enumFault(${index}, ${value}, ${camelCase(element.name)}Names)`];
  }
  if (element.kind !== 'struct') return [];
  uses.helpers.add('inField');
  const inner = camelCase(element.name);
  if (count === undefined) return [`inField(${index}, ${inner}.fault(record.${field.name}))`];
  uses.helpers.add('elementFault');
  return [`inField(${index}, elementFault(record.${field.name}, ${inner}))`];
}
