import { fields, integer, number, quantity, type Bounds } from '@thermoloop/bus';
import {
  continuousGrid,
  fixedGrid,
  floatingGrid,
  gridFault,
  GridKind,
  linearGrid,
  type Grid,
} from '@thermoloop/protocol';
import { z } from 'zod';

/**
 * The values a gain can take: `continuous` any from minimum to maximum, `linear` whole multiples of a step,
 * `floating` numbers with `mantissaBits` bits after the leading one (0: powers of two), `fixed` one value.
 * `unit` '' for a plain number.
 */
export function gridSpec(unit: string, bounds: Bounds) {
  const amount = (): z.ZodType<number> => (unit === '' ? number(bounds) : quantity(unit, bounds));
  const step = (): z.ZodType<number> => (unit === '' ? number({ above: 0 }) : quantity(unit, { above: 0 }));
  const range = { minimum: amount(), maximum: amount() };
  return z
    .discriminatedUnion('kind', [
      fields({ kind: z.literal('continuous'), ...range }),
      fields({ kind: z.literal('linear'), step: step(), ...range }),
      fields({ kind: z.literal('floating'), mantissaBits: integer(0, 52), ...range }),
      fields({ kind: z.literal('fixed'), value: amount() }),
    ])
    .check(({ value, issues }) => {
      const fault = gridFault(asGrid(value));
      if (fault !== undefined)
        issues.push({ code: 'custom', input: value, message: `expected a grid: ${fault}` });
    });
}

export type GridSpec =
  | { kind: 'continuous'; minimum: number; maximum: number }
  | { kind: 'linear'; step: number; minimum: number; maximum: number }
  | { kind: 'floating'; mantissaBits: number; minimum: number; maximum: number }
  | { kind: 'fixed'; value: number };

/** The grid as the capability record tells it. Throws a RangeError if it has no value. */
export function gridOf(spec: GridSpec): Grid {
  switch (spec.kind) {
    case 'continuous':
      return continuousGrid(spec.minimum, spec.maximum);
    case 'linear':
      return linearGrid(spec.step, spec.minimum, spec.maximum);
    case 'floating':
      return floatingGrid(spec.mantissaBits, spec.minimum, spec.maximum);
    case 'fixed':
      return fixedGrid(spec.value);
  }
}

const kinds = {
  continuous: GridKind.CONTINUOUS,
  linear: GridKind.LINEAR,
  floating: GridKind.FLOATING,
  fixed: GridKind.FIXED,
} as const;

function asGrid(spec: GridSpec): Grid {
  const [minimum, maximum] = spec.kind === 'fixed' ? [spec.value, spec.value] : [spec.minimum, spec.maximum];
  return {
    kind: kinds[spec.kind],
    mantissaBits: spec.kind === 'floating' ? spec.mantissaBits : 0,
    step: spec.kind === 'linear' ? spec.step : 0,
    minimum,
    maximum,
  };
}
