import { ceilToGrid, floorToGrid, nearestOnGrid, GridKind, type Grid } from '@thermoloop/protocol';

/** Two gains closer than this, relatively, are the same: f64 arithmetic must not lose a grid point. */
const sameGain = 1e-12;

/** The grid point that x is, up to f64 rounding, or undefined if x is not on the grid. */
export function asOnGrid(grid: Grid, x: number): number | undefined {
  const nearest = nearestOnGrid(grid, x);
  return Math.abs(nearest - x) <= sameGain * Math.abs(x) ? nearest : undefined;
}

/** The smallest grid point that is not below x, up to f64 rounding; undefined above the last one. */
export function leastGain(grid: Grid, x: number): number | undefined {
  return asOnGrid(grid, x) ?? ceilToGrid(grid, x);
}

/** The largest grid point that is not above x, up to f64 rounding; undefined below the first one. */
export function greatestGain(grid: Grid, x: number): number | undefined {
  return asOnGrid(grid, x) ?? floorToGrid(grid, x);
}

export function smallestOf(grid: Grid): number {
  return nearestOnGrid(grid, grid.minimum);
}

export function largestOf(grid: Grid): number {
  return nearestOnGrid(grid, grid.maximum);
}

/**
 * The grid points from `low` to `high`, ascending, for 0 < low ≤ high; if there are more than `most`, an evenly
 * spaced choice with both ends. Of a continuous grid, the two ends.
 */
export function gainsBetween(grid: Grid, low: number, high: number, most = 256): number[] {
  const listed: Grid = { ...grid, mantissaBits: Math.min(grid.mantissaBits, finestListedBits) };
  const first = leastGain(listed, low);
  const last = greatestGain(listed, high);
  if (first === undefined || last === undefined || first > last) return [];
  switch (grid.kind) {
    case GridKind.CONTINUOUS:
      return first === last ? [first] : [first, last];
    case GridKind.FIXED:
      return [first];
    case GridKind.LINEAR: {
      const start = Math.round(first / grid.step);
      return evenly(start, Math.round(last / grid.step), most).map((k) => k * grid.step);
    }
    case GridKind.FLOATING: {
      const perOctave = 2 ** listed.mantissaBits;
      return evenly(ordinal(first, perOctave), ordinal(last, perOctave), most).map((k) => {
        const exponent = Math.floor(k / perOctave);
        return (1 + (k - exponent * perOctave) / perOctave) * 2 ** exponent;
      });
    }
  }
}

/** With more bits a grid counts as this fine when its points are listed. */
const finestListedBits = 24;

/** The place of a point among those of a floating grid. */
function ordinal(value: number, perOctave: number): number {
  const exponent = Math.floor(Math.log2(value));
  return exponent * perOctave + Math.round((value / 2 ** exponent - 1) * perOctave);
}

/** The whole numbers from first to last, or `most` of them with both ends. */
function evenly(first: number, last: number, most: number): number[] {
  const count = last - first + 1;
  if (count <= most) return Array.from({ length: count }, (_, k) => first + k);
  return Array.from({ length: most }, (_, k) => first + Math.round((k * (count - 1)) / (most - 1)));
}
