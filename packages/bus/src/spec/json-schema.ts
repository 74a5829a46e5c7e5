import { z } from 'zod';
import { unitMark } from './unit-mark.js';

type Json = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schema of what people write: units as texts, and every number and quantity also as `{ value, source }`,
 * which unwrapSources takes away before `schema` reads it.
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
  const sourced = {
    type: 'object',
    properties: { value: plain, source: { type: 'string', description: 'where the value comes from' } },
    required: ['value', 'source'],
    additionalProperties: false,
  };
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [plain, sourced],
  };
}
