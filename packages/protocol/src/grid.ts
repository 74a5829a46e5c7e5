import { GridKind } from './generated/enums.js';
import type { Grid } from './generated/structs.js';

/** The values that a gain can take, as capability records tell them. */
export type { Grid } from './generated/structs.js';

export const continuousGrid = (minimum: number, maximum: number): Grid =>
  checked({ kind: GridKind.CONTINUOUS, mantissaBits: 0, minimum, maximum, step: 0 });

/** k · step for integers k, from minimum to maximum. */
export const linearGrid = (step: number, minimum: number, maximum: number): Grid =>
  checked({ kind: GridKind.LINEAR, mantissaBits: 0, minimum, maximum, step });

/** Numbers with `mantissaBits` bits after the leading one, from minimum to maximum; 0 bits: powers of two. */
export const floatingGrid = (mantissaBits: number, minimum: number, maximum: number): Grid =>
  checked({ kind: GridKind.FLOATING, mantissaBits, minimum, maximum, step: 0 });

export const fixedGrid = (value: number): Grid =>
  checked({ kind: GridKind.FIXED, mantissaBits: 0, minimum: value, maximum: value, step: 0 });

function checked(grid: Grid): Grid {
  const fault = gridFault(grid);
  if (fault !== undefined) throw new RangeError(fault);
  return grid;
}

/** Why a grid is not one, or undefined: bounds in order, a positive step, at least one value. */
export function gridFault(grid: Grid): string | undefined {
  const { kind, minimum, maximum, mantissaBits, step } = grid;
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum) || minimum > maximum) {
    return `a grid runs from a finite minimum to a finite maximum, not from ${minimum} to ${maximum}`;
  }
  if (kind === GridKind.FIXED && minimum !== maximum) {
    return `a fixed grid has one value, not ${minimum} and ${maximum}`;
  }
  if (
    kind === GridKind.FLOATING &&
    !(Number.isInteger(mantissaBits) && mantissaBits >= 0 && mantissaBits <= 52)
  ) {
    return `mantissaBits is ${mantissaBits}; expected 0 to 52`;
  }
  if (kind === GridKind.LINEAR) {
    if (!(step > 0 && Number.isFinite(step))) return `step is ${step}; expected a positive number`;
    const largest = Math.max(Math.abs(minimum), Math.abs(maximum));
    if (largest / step > Number.MAX_SAFE_INTEGER) return `${largest} is more than 2^53 steps of ${step}`;
  }
  if (ceilToGrid(grid, minimum) === undefined)
    return `no value of the grid lies from ${minimum} to ${maximum}`;
  return undefined;
}

/** Whether the value is one of the grid's. */
export const onGrid = (grid: Grid, value: number): boolean =>
  value >= grid.minimum && value <= grid.maximum && roundUp(grid, value) === value;

/** The smallest value of the grid that is not below `value`; undefined where there is none. RangeError for NaN. */
export function ceilToGrid(grid: Grid, value: number): number | undefined {
  refuseNaN(value);
  if (value > grid.maximum) return undefined;
  const result = roundUp(grid, Math.max(value, grid.minimum));
  return result <= grid.maximum ? result + 0 : undefined; // never −0
}

/** The largest value of the grid that is not above `value`; undefined where there is none. RangeError for NaN. */
export function floorToGrid(grid: Grid, value: number): number | undefined {
  refuseNaN(value);
  if (value < grid.minimum) return undefined;
  const result = roundDown(grid, Math.min(value, grid.maximum));
  return result >= grid.minimum ? result + 0 : undefined;
}

/** The grid's value nearest to `value`; of two equally near ones the lower. RangeError for NaN. */
export function nearestOnGrid(grid: Grid, value: number): number {
  const above = ceilToGrid(grid, value);
  const below = floorToGrid(grid, value);
  if (above === undefined) return below ?? grid.minimum;
  if (below === undefined) return above;
  return value - below <= above - value ? below : above;
}

function refuseNaN(value: number): void {
  if (Number.isNaN(value)) throw new RangeError('NaN has no place on a grid');
}

/** The largest value of the unbounded grid that is not above `value`: all but fixed grids are symmetric about 0. */
const roundDown = (grid: Grid, value: number): number =>
  grid.kind === GridKind.FIXED ? grid.minimum : -roundUp(grid, -value);

/** The smallest value of the unbounded grid that is not below `value`. */
function roundUp(grid: Grid, value: number): number {
  switch (grid.kind) {
    case GridKind.CONTINUOUS:
      return value;
    case GridKind.FIXED:
      return grid.minimum;
    case GridKind.LINEAR:
      return roundUpLinear(grid.step, value);
    case GridKind.FLOATING:
      return roundUpFloating(grid.mantissaBits, value);
  }
}

function roundUpLinear(step: number, value: number): number {
  let k = Math.ceil(value / step);
  while ((k - 1) * step >= value) k--;
  while (k * step < value) k++;
  return k * step;
}

const smallestExponent = -1074;

function roundUpFloating(mantissaBits: number, value: number): number {
  if (value === 0) return 0;
  const spacing = 2 ** Math.max(exponentOf(Math.abs(value)) - mantissaBits, smallestExponent);
  return Math.ceil(value / spacing) * spacing;
}

const exponentBits = new DataView(new ArrayBuffer(8));

/** floor(log2(value)) for normal numbers; −1023 for subnormal ones, whose spacing is constant as in IEEE 754. */
function exponentOf(value: number): number {
  exponentBits.setFloat64(0, value);
  return ((exponentBits.getUint16(0) >> 4) & 0x7ff) - 1023;
}
