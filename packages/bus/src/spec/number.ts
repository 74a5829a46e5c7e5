import { z } from 'zod';
import { type Bounds, describeBounds } from './bounds.js';
import { unitMark } from './unit-mark.js';

/** A plain number within bounds. */
export function number(bounds: Bounds = {}): z.ZodNumber {
  return bounded(z.number(expected(`a number${describeBounds(bounds)}`)), 'a number', bounds);
}

/** An integer from `minimum` to `maximum`, both included. */
export function integer(minimum: number, maximum: number): z.ZodNumber {
  const bounds = { atLeast: minimum, atMost: maximum };
  return bounded(z.int(expected(`an integer${describeBounds(bounds)}`)), 'an integer', bounds);
}

function bounded(schema: z.ZodNumber, noun: string, bounds: Bounds): z.ZodNumber {
  const error = expected(`${noun}${describeBounds(bounds)}`);
  let limited = schema;
  if (bounds.atLeast !== undefined) limited = limited.min(bounds.atLeast, error);
  if (bounds.above !== undefined) limited = limited.gt(bounds.above, error);
  if (bounds.atMost !== undefined) limited = limited.max(bounds.atMost, error);
  return limited.meta({ [unitMark]: '' });
}

function expected(phrase: string): { error: string } {
  return { error: `expected ${phrase}` };
}
