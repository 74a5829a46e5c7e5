import { describeUnit, parseQuantity, QuantityError } from '@thermoloop/sim-kernel';
import { z } from 'zod';
import { type Bounds, describeBounds, isWithin } from './bounds.js';
import { unitMark } from './unit-mark.js';

/**
 * A quantity that people write with its unit, "1 us", and that is parsed to a plain number in `unit`, 1e-6 for
 * 's'. Not below 0 unless `bounds` say otherwise. A plain number, another dimension or a value out of bounds is
 * an issue that says what was expected.
 */
export function quantity(
  unit: string,
  bounds: Bounds = { atLeast: 0 },
): z.ZodCodec<z.ZodString, z.ZodNumber> {
  const { dimension, example } = describeUnit(unit);
  const anyValue = `expected ${dimension} such as ${example}`;
  const withinBounds = `expected ${dimension}${describeBounds(bounds)} such as ${example}`;
  const text = z.string({ error: anyValue }).meta({ [unitMark]: unit, examples: [example] });
  return z.codec(text, z.number(), {
    decode(written, context) {
      let message = withinBounds;
      try {
        const value = parseQuantity(written, unit);
        if (isWithin(value, bounds)) return value;
      } catch (error) {
        if (!(error instanceof QuantityError)) throw error;
        message = anyValue;
      }
      context.issues.push({ code: 'custom', message, input: written });
      return z.NEVER;
    },
    encode: (value) => `${value} ${unit}`,
  });
}
