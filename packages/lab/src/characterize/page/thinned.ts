import type { CurveRow } from './curve-chart.js';

/** Points of one series that a page draws, at most. */
export const mostPoints = 2000;

/** Of too many points, by equal runs of them, the lowest and the highest of each, in their order. */
export function thinned(rows: readonly CurveRow[]): CurveRow[] {
  if (rows.length <= mostPoints) return [...rows];
  const runs = mostPoints / 2;
  return Array.from({ length: runs }, (_, k) => {
    const run = rows.slice(Math.floor((k * rows.length) / runs), Math.floor(((k + 1) * rows.length) / runs));
    const low = run.reduce((least, row) => (row.y < least.y ? row : least));
    const high = run.reduce((largest, row) => (row.y > largest.y ? row : largest));
    if (low === high) return [low];
    return low.x <= high.x ? [low, high] : [high, low];
  }).flat();
}
