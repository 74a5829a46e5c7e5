import type { ChipParameter } from './chip-parameters.js';

/** A value as a chip file has it: a number with its unit. */
export function writtenAs({ unit }: Pick<ChipParameter, 'unit'>, value: unknown): unknown {
  return typeof value === 'number' && unit !== undefined && unit !== '' ? `${value} ${unit}` : value;
}

/** What a number is multiplied by: a tenth more, or less where that cannot be; then much more, before it is called inert. */
const factors = [1.1, 0.9, 2, 100, 1e4];
const integerFactors = [2, 1 / 2, 1 / 16];
/** What is tried for a number that is zero, by its unit; then a hundred times that. */
const instead: Readonly<Record<string, number>> = {
  '': 1,
  s: 1e-6,
  V: 1e-3,
  'V^2': 1e-6,
  J: 1e-12,
  W: 1e-3,
  '1/s': 10,
  'bit/s': 1e9,
  'J/bit': 1e-12,
};

/**
 * Other values to try of a parameter one after the other, until one moves something. None of what cannot be varied alone.
 */
export function variations({ value, unit, isInteger, choices, fallback }: ChipParameter): unknown[] {
  const now = value ?? fallback;
  if (unit !== undefined && typeof now === 'number') {
    if (isInteger) return [now + 1, now - 1, ...integerFactors.map((factor) => Math.round(now * factor))];
    const small = instead[unit] ?? 1;
    return now === 0 ? [small, 100 * small] : factors.map((factor) => now * factor);
  }
  return choices.filter((choice) => choice !== now);
}
