import { TableError, type Table, type TableField, type TableRegister, type TableTail } from './table.js';

export const scalarBytes = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  f64: 8,
} as const;
export type Scalar = keyof typeof scalarBytes;

/** What one element of a field is. */
export type ElementType =
  | { kind: 'scalar'; scalar: Scalar }
  | { kind: 'char' }
  | { kind: 'enum'; name: string; scalar: Scalar }
  | { kind: 'struct'; name: string };

/** A field with its place. `count` is undefined for a single element, else the length of a fixed array. */
export interface PlacedField {
  name: string;
  offset: number;
  bytes: number;
  elementBytes: number;
  element: ElementType;
  count: number | undefined;
  reserved: boolean;
  typeText: string;
  unit: string | undefined;
  doc: string | undefined;
}

/** What follows the fixed part up to the end of the payload. */
export interface PlacedTail {
  name: string;
  struct: string | undefined;
  elementBytes: number;
  doc: string | undefined;
}

export interface RecordLayout {
  name: string;
  title: string;
  doc: string | undefined;
  bytes: number;
  alignment: number;
  fields: PlacedField[];
  tail: PlacedTail | undefined;
}

export type MessagePart = 'command' | 'answer' | 'payload';

export interface MessageLayout {
  name: string;
  opcode: number;
  doc: string;
  parts: Partial<Record<MessagePart, RecordLayout>>;
}

/** The table with every type resolved and every offset computed. */
export interface Layout {
  table: Table;
  header: RecordLayout;
  structs: RecordLayout[];
  messages: MessageLayout[];
  error: RecordLayout;
  registers: TableRegister[];
}

const isScalar = (name: string): name is Scalar => Object.hasOwn(scalarBytes, name);

/** HELLO_WORLD to HelloWorld. */
export function pascalCase(constant: string): string {
  return constant
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Resolves types and computes offsets. Throws TableError where a type is unknown, a field not aligned or a number used twice. */
export function layOut(table: Table, file: string): Layout {
  return new Resolver(table, file).run();
}

class Resolver {
  private readonly structs = new Map<string, RecordLayout>();

  constructor(
    private readonly table: Table,
    private readonly file: string,
  ) {}

  run(): Layout {
    const { table } = this;
    this.checkEnums();
    this.checkFlags();
    for (const [name, struct] of Object.entries(table.structs)) {
      if (Object.hasOwn(table.enums, name))
        this.refuse(`structs.${name}`, 'an enum has this name too; rename one');
      const layout = this.record(name, name, struct.doc, struct.fields, undefined, `structs.${name}.fields`);
      if (layout.fields.length === 0)
        this.refuse(`structs.${name}.fields`, 'a struct needs at least one field');
      this.structs.set(name, layout);
    }
    const header = this.record(
      'FrameHeader',
      'frame header',
      undefined,
      table.frame.fields,
      undefined,
      'frame.fields',
    );
    if (header.bytes !== table.frame.headerBytes) {
      this.refuse('frame.headerBytes', `is ${table.frame.headerBytes}, but the fields take ${header.bytes}`);
    }
    if (header.bytes % 8 !== 0)
      this.refuse('frame.headerBytes', 'must be a multiple of 8, so that payloads stay aligned');
    const error = this.record('ErrorRecord', 'error record', undefined, table.error, undefined, 'error');
    const messages = this.messages();
    this.checkRegisters();
    return {
      table,
      header,
      structs: [...this.structs.values()],
      messages,
      error,
      registers: table.registers,
    };
  }

  private refuse(path: string, fault: string): never {
    throw new TableError(this.file, path, fault);
  }

  private checkEnums(): void {
    for (const [name, enumeration] of Object.entries(this.table.enums)) {
      const largest = 2 ** (8 * scalarBytes[enumeration.type]) - 1;
      const holders = new Map<number, string>();
      for (const [valueName, { value }] of Object.entries(enumeration.values)) {
        const path = `enums.${name}.values.${valueName}.value`;
        if (value > largest)
          this.refuse(path, `${value} does not fit into ${enumeration.type}; at most ${largest}`);
        const holder = holders.get(value);
        if (holder !== undefined) this.refuse(path, `${value} is ${holder} already; choose another value`);
        holders.set(value, valueName);
      }
      if (holders.size === 0) this.refuse(`enums.${name}.values`, 'an enum needs at least one value');
    }
  }

  private checkFlags(): void {
    const holders = new Map<number, string>();
    for (const [name, { bit }] of Object.entries(this.table.flags)) {
      const holder = holders.get(bit);
      if (holder !== undefined)
        this.refuse(`flags.${name}.bit`, `${bit} is ${holder} already; choose another bit`);
      holders.set(bit, name);
    }
  }

  private checkRegisters(): void {
    const names = new Set<string>();
    let end = 0;
    this.table.registers.forEach((register, index) => {
      const path = `registers[${index}]`;
      if (names.has(register.name))
        this.refuse(`${path}.name`, `${register.name} is there already; rename it`);
      names.add(register.name);
      const bytes = scalarBytes[register.type];
      if (register.address % bytes !== 0) {
        this.refuse(
          `${path}.address`,
          `${hex(register.address)} is not a multiple of ${bytes}, the width of ${register.type}`,
        );
      }
      if (register.address < end) {
        this.refuse(
          `${path}.address`,
          `${hex(register.address)} overlaps the register before it, which ends at ${hex(end)}`,
        );
      }
      end = register.address + bytes;
      const whole = register.type !== 'f64';
      if (whole && !(Number.isSafeInteger(register.reset) && register.reset >= 0)) {
        this.refuse(
          `${path}.reset`,
          `${register.reset} is not a whole number from 0, as ${register.type} needs`,
        );
      }
      if (register.type === 'u32' && register.reset >= 2 ** 32) {
        this.refuse(`${path}.reset`, `${register.reset} does not fit into u32`);
      }
    });
  }

  private messages(): MessageLayout[] {
    const opcodes = new Map<number, string>();
    const names = new Set<string>();
    return this.table.messages.map((message, index) => {
      const path = `messages[${index}]`;
      const holder = opcodes.get(message.opcode);
      if (holder !== undefined) {
        this.refuse(`${path}.opcode`, `${hex(message.opcode)} is ${holder} already; choose another opcode`);
      }
      opcodes.set(message.opcode, message.name);
      if (names.has(message.name)) this.refuse(`${path}.name`, `${message.name} is there already; rename it`);
      names.add(message.name);
      if ((message.command === undefined) !== (message.answer === undefined)) {
        this.refuse(path, 'a message with a command needs an answer, and the reverse; an empty list will do');
      }
      if (message.commandTail !== undefined && message.command === undefined) {
        this.refuse(`${path}.commandTail`, 'there is no command; add `command: []`');
      }
      if (message.dataTail !== undefined && message.data === undefined) {
        this.refuse(`${path}.dataTail`, 'there is no data; add `data: []`');
      }
      const kinds = [message.command, message.data, message.credit].filter((part) => part !== undefined);
      if (kinds.length !== 1)
        this.refuse(path, 'expected exactly one of command (with answer), data and credit');
      const stem = pascalCase(message.name);
      const part = (suffix: string, fields: TableField[], key: string, tail?: TableTail) =>
        this.record(
          stem + suffix,
          `${message.name} ${suffix.toLowerCase()}`,
          message.doc,
          fields,
          tail,
          `${path}.${key}`,
        );
      const parts: MessageLayout['parts'] = {};
      if (message.command) parts.command = part('Command', message.command, 'command', message.commandTail);
      if (message.answer) parts.answer = part('Answer', message.answer, 'answer');
      if (message.data) parts.payload = part('Payload', message.data, 'data', message.dataTail);
      if (message.credit) parts.payload = part('Payload', message.credit, 'credit');
      return { name: message.name, opcode: message.opcode, doc: message.doc, parts };
    });
  }

  private record(
    name: string,
    title: string,
    doc: string | undefined,
    fields: readonly TableField[],
    tail: TableTail | undefined,
    path: string,
  ): RecordLayout {
    const names = new Set<string>();
    let offset = 0;
    let alignment = 1;
    const placed = fields.map((field, index) => {
      const here = `${path}[${index}]`;
      if (names.has(field.name)) this.refuse(`${here}.name`, `${field.name} is there already; rename it`);
      names.add(field.name);
      const { element, count, elementBytes, align } = this.resolve(field.type, `${here}.type`);
      if (offset % align !== 0) {
        this.refuse(
          here,
          `${field.name} (${field.type}) stands at byte ${offset}, which is not a multiple of ${align}; put ${
            align - (offset % align)
          } reserved bytes before it`,
        );
      }
      const bytes = elementBytes * (count ?? 1);
      const result: PlacedField = {
        name: field.name,
        offset,
        bytes,
        elementBytes,
        element,
        count,
        reserved: field.name.startsWith('reserved'),
        typeText: field.type,
        unit: field.unit,
        doc: field.doc,
      };
      if (result.reserved && (element.kind !== 'scalar' || count !== undefined || element.scalar === 'f64')) {
        this.refuse(`${here}.type`, `${field.type} cannot be reserved; use u8, u16, u32 or u64`);
      }
      offset += bytes;
      alignment = Math.max(alignment, align);
      return result;
    });
    const placedTail = tail && this.tail(tail, names, `${path}Tail`);
    if (placedTail?.struct !== undefined) {
      alignment = Math.max(alignment, this.structs.get(placedTail.struct)?.alignment ?? 1);
    }
    if (offset % alignment !== 0) {
      this.refuse(
        path,
        `${title} takes ${offset} bytes, which is not a multiple of ${alignment}; put ${
          alignment - (offset % alignment)
        } reserved bytes at its end`,
      );
    }
    return { name, title, doc, bytes: offset, alignment, fields: placed, tail: placedTail };
  }

  private tail(tail: TableTail, names: ReadonlySet<string>, path: string): PlacedTail {
    if (names.has(tail.name)) this.refuse(`${path}.name`, `${tail.name} is there already; rename it`);
    if (tail.type === 'bytes') return { name: tail.name, struct: undefined, elementBytes: 1, doc: tail.doc };
    const struct = this.structs.get(tail.type);
    if (struct === undefined) {
      this.refuse(`${path}.type`, `${tail.type} is neither \`bytes\` nor a struct; define it under structs`);
    }
    return { name: tail.name, struct: struct.name, elementBytes: struct.bytes, doc: tail.doc };
  }

  private resolve(
    text: string,
    path: string,
  ): { element: ElementType; count: number | undefined; elementBytes: number; align: number } {
    const match = /^([A-Za-z][A-Za-z0-9]*)(?:\[([1-9][0-9]{0,4})\])?$/.exec(text);
    const base = match?.[1];
    if (base === undefined)
      this.refuse(path, `\`${text}\` is not a type; expected name or name[n], n from 1 to 99999`);
    const count = match?.[2] === undefined ? undefined : Number(match[2]);
    if (base === 'char') {
      if (count === undefined) this.refuse(path, 'char needs a length; write char[n]');
      return { element: { kind: 'char' }, count, elementBytes: 1, align: 1 };
    }
    if (isScalar(base)) {
      const bytes = scalarBytes[base];
      return { element: { kind: 'scalar', scalar: base }, count, elementBytes: bytes, align: bytes };
    }
    const enumeration = Object.hasOwn(this.table.enums, base) ? this.table.enums[base] : undefined;
    if (enumeration !== undefined) {
      const bytes = scalarBytes[enumeration.type];
      return {
        element: { kind: 'enum', name: base, scalar: enumeration.type },
        count,
        elementBytes: bytes,
        align: bytes,
      };
    }
    const struct = this.structs.get(base);
    if (struct !== undefined) {
      return {
        element: { kind: 'struct', name: base },
        count,
        elementBytes: struct.bytes,
        align: struct.alignment,
      };
    }
    const remedy = Object.hasOwn(this.table.structs, base)
      ? 'is defined further down; move it up'
      : `is not a type; expected ${Object.keys(scalarBytes).join(', ')}, char[n], or a name under enums or structs`;
    this.refuse(path, `${base} ${remedy}`);
  }
}

/** 0x0020, at least four digits. */
export const hex = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(4, '0')}`;
