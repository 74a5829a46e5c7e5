import type { Unit } from 'mathjs';
import { countingUnits, unitAlgebra } from './algebra.js';

/** What one side of a comparison comes to: a plain number, or a number with a unit. */
export type Amount = number | Unit;

/** A value in a unit of figures: '' and '%' are plain numbers. */
export function amountOf(value: number, unit: string): Amount {
  if (unit === '') return value;
  if (unit === '%') return value / 100;
  return unitAlgebra().unit(value, unit);
}

export function isAmount(value: unknown): value is Amount {
  return typeof value === 'number' || unitAlgebra().isUnit(value);
}

/** The unit as it was written; '' of a plain number. */
export function unitOf(amount: Amount): string {
  return typeof amount === 'number' ? '' : amount.formatUnits();
}

/**
 * An amount as a number in `unit`; a plain number is taken to be in a counting unit (LSB, dB, bit).
 * @throws TypeError where it has another dimension
 */
export function numberIn(amount: Amount, unit: string): number {
  if (typeof amount === 'number') {
    if (unit === '' || (countingUnits as readonly string[]).includes(unit)) return amount;
    throw new TypeError(`${amount} has no unit`);
  }
  if (unit === '') throw new TypeError(`${amount.toString()} has a unit`);
  return amount.toNumber(unit);
}
