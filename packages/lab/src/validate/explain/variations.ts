import type { ChipParameter } from './chip-parameters.js';

/** A value as a chip file has it: a number with its unit. */
export function writtenAs({ unit }: Pick<ChipParameter, 'unit'>, value: unknown): unknown {
  return typeof value === 'number' && unit !== undefined && unit !== '' ? `${value} ${unit}` : value;
}

/** By how much a number is changed. */
const change = 0.1;
/** What is tried for a number that is zero, by its unit: enough to be felt, if anything is. */
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

/** Other values to try of a parameter, the first that a chip can have is taken. None of what cannot be varied. */
export function variations({ value, unit, isInteger, choices, fallback }: ChipParameter): unknown[] {
  const now = value ?? fallback;
  if (unit !== undefined && typeof now === 'number') {
    if (isInteger) return [now + 1, now - 1];
    if (now === 0) return [instead[unit] ?? 1];
    return [now * (1 + change), now * (1 - change)];
  }
  return choices.filter((choice) => choice !== now);
}
