import type { LandscapeGrid } from '@thermoloop/host';
import { contours } from 'd3-contour';

/** Points of one line on which the loss is `level` above the base. */
export interface ContourLine {
  readonly level: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Lines of equal loss on a grid, in the coordinates of its axes. What is interpolated between grid points is the
 * square root of the loss above `base`: next to a minimum it is linear, so that narrow valleys come out smooth.
 * Lines end at the border of the grid and where the loss is no real number.
 */
export function contourLines(grid: LandscapeGrid, levels: readonly number[], base: number): ContourLine[] {
  const columns = grid.x.length;
  const rows = grid.y.length;
  const roots = Array.from(grid.values, (value) => Math.sqrt(Math.max(0, value - base)));
  const generator = contours().size([columns, rows]);
  const isKnown = (column: number, row: number): boolean =>
    Number.isFinite(grid.values[row * columns + column]);
  /** d3 closes its rings along the border, half a cell outside: entry (i, j) of the grid is at (i + ½, j + ½). */
  const isOfTheLandscape = ([x, y]: readonly [number, number]): boolean => {
    if (x < 0.5 || x > columns - 0.5 || y < 0.5 || y > rows - 0.5) return false;
    return [Math.floor, Math.ceil].every((toColumn) =>
      [Math.floor, Math.ceil].every((toRow) => isKnown(toColumn(x - 0.5), toRow(y - 0.5))),
    );
  };
  const position = (axis: readonly number[], at: number): number => {
    const spacing = (axis.at(-1)! - axis[0]!) / (axis.length - 1);
    return rounded(axis[0]! + (at - 0.5) * spacing, spacing);
  };
  return levels.flatMap((level) =>
    generator.contour(roots, Math.sqrt(level)).coordinates.flatMap((polygon) =>
      polygon.flatMap((ring) =>
        runs(ring as [number, number][], isOfTheLandscape).map((line) => ({
          level,
          x: line.map(([x]) => position(grid.x, x)),
          y: line.map(([, y]) => position(grid.y, y)),
        })),
      ),
    ),
  );
}

/** The unbroken runs of a closed ring in which `isKept` holds, each of two points at least. */
function runs<T>(ring: readonly T[], isKept: (point: T) => boolean): T[][] {
  const firstGap = ring.findIndex((point) => !isKept(point));
  if (firstGap < 0) return [[...ring]];
  const open = ring.slice(0, -1);
  const found: T[][] = [[]];
  for (let i = 1; i <= open.length; i++) {
    const point = open[(firstGap + i) % open.length]!;
    if (isKept(point)) found.at(-1)!.push(point);
    else found.push([]);
  }
  return found.filter((run) => run.length > 1);
}

/** To a hundredth of the spacing of the grid. */
function rounded(value: number, spacing: number): number {
  const digits = Math.min(15, Math.max(0, 2 - Math.floor(Math.log10(spacing))));
  return Number(value.toFixed(digits));
}
