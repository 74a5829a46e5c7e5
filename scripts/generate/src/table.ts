import { z } from 'zod';

/** A fault of the message table: where it is, what was found, what to do. */
export class TableError extends Error {
  constructor(
    readonly file: string,
    readonly path: string,
    readonly fault: string,
  ) {
    super(`${file}: ${path === '' ? 'the table' : path}: ${fault}`);
    this.name = 'TableError';
  }
}

const constantName = z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 'expected a name like SOME_NAME');
const typeName = z.string().regex(/^[A-Z][A-Za-z0-9]*$/, 'expected a name like SomeName');
const memberName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'expected a name like someName');
const doc = z.string().min(1).optional();
const unsigned = (bits: number) =>
  z
    .int()
    .min(0)
    .max(2 ** bits - 1);

const field = z.strictObject({ name: memberName, type: z.string(), unit: z.string().optional(), doc });
const fields = z.array(field);
const tail = z.strictObject({ name: memberName, type: z.string(), doc });

const enumeration = z.strictObject({
  type: z.enum(['u8', 'u16', 'u32']),
  doc,
  values: z.record(
    constantName,
    z.strictObject({ value: unsigned(32), doc, host: doc, unsent: z.boolean().default(false) }),
  ),
});

const rule = z.strictObject({
  name: memberName,
  value: z.int().positive(),
  unit: z.string().optional(),
  doc: z.string(),
});

const register = z.strictObject({
  name: memberName,
  address: unsigned(32),
  type: z.enum(['u32', 'u64', 'f64']),
  access: z.enum(['rw', 'ro']),
  reset: z.number(),
  banked: z.boolean(),
  simulationOnly: z.boolean().default(false),
  symbol: z.string().optional(),
  unit: z.string().optional(),
  doc: z.string(),
});

const message = z.strictObject({
  name: constantName,
  opcode: unsigned(16),
  doc: z.string(),
  command: fields.optional(),
  commandTail: tail.optional(),
  answer: fields.optional(),
  data: fields.optional(),
  dataTail: tail.optional(),
  credit: fields.optional(),
});

const tableSchema = z.strictObject({
  protocol: z.string(),
  version: unsigned(8),
  frame: z.strictObject({ magic: unsigned(16), headerBytes: z.int().positive(), fields }),
  flags: z.record(constantName, z.strictObject({ bit: z.int().min(0).max(15), doc: z.string() })),
  rules: z.array(rule).default([]),
  enums: z.record(typeName, enumeration),
  structs: z.record(typeName, z.strictObject({ doc, fields })),
  registers: z.array(register),
  messages: z.array(message),
  error: fields,
});

/** The message table as it stands in the file, each part of the form it must have; nothing is resolved yet. */
export type Table = z.infer<typeof tableSchema>;
export type TableField = z.infer<typeof field>;
export type TableTail = z.infer<typeof tail>;
export type TableEnum = z.infer<typeof enumeration>;
export type TableRegister = z.infer<typeof register>;
export type TableRule = z.infer<typeof rule>;
export type TableMessage = z.infer<typeof message>;

/** Checks the form of a parsed table. Throws TableError at the first fault. */
export const checkForm = (value: unknown, file: string): Table => checked(tableSchema, value, file);

/** A value as its schema wants it. Throws TableError at the first fault. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw result.error;
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0] ?? '');
  throw new TableError(file, pathText(path), faultText(issue));
}

function faultText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'is not a field of the table; remove it or correct its name';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
