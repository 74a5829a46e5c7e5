import { z } from 'zod';
import { unitMark } from './unit-mark.js';

type Json = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schema of what people write: units as texts, and every number and quantity also with its source, as
 * `{ value, source }`, `{ value, worst, source }` or `{ typical, worst, source }`, which unwrapSources takes away before
 * `schema` reads it.
 */
export function jsonSchemaOf(schema: z.ZodType): Json {
  return withSources(z.toJSONSchema(schema, { io: 'input' })) as Json;
}

function withSources(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withSources);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withSources(value)]));
  if (typeof copy[unitMark] !== 'string') return copy;
  const { description, default: fallback, ...plain } = copy;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [plain, sourced(plain, ['value'], ['worst']), sourced(plain, ['typical', 'worst'], [])],
  };
}

/** A number with its source, written under these names. */
function sourced(plain: Json, required: readonly string[], optional: readonly string[]): Json {
  const values = [...required, ...optional].map((name) => [name, plain]);
  return {
    type: 'object',
    properties: {
      ...(Object.fromEntries(values) as Record<string, Json>),
      source: { type: 'string', description: 'where the value comes from' },
    },
    required: [...required, 'source'],
    additionalProperties: false,
  };
}
