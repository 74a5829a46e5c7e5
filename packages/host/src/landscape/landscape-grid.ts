import { compileLandscape, type LandscapeSpec } from './landscape.js';

/** The part of the plane of two variables that is drawn; the other variables stay where they start. */
export interface LandscapeBox {
  /** Across and up: the first two variables, unless others are named. */
  readonly axes?: readonly [string, string];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Losses on a grid, for contours. */
export interface LandscapeGrid {
  readonly axes: readonly [string, string];
  /** [columns], from the first to the last of `box.x`. */
  readonly x: readonly number[];
  /** [rows] */
  readonly y: readonly number[];
  /** [rows × columns], row-major: entry [row · columns + column] is the loss at (x[column], y[row]); NaN where it is no real number. */
  readonly values: Float64Array;
}

/**
 * The expression over a box, `resolution` points along each axis.
 * @throws LandscapeError as `compileLandscape`, RangeError for a box without area, a resolution below 2 or above 1000,
 * or an axis that is no variable
 */
export function landscapeGrid(spec: LandscapeSpec, box: LandscapeBox, resolution: number): LandscapeGrid {
  const landscape = compileLandscape(spec);
  const { variables } = landscape;
  if (!(Number.isInteger(resolution) && resolution >= 2 && resolution <= 1000)) {
    throw new RangeError(`resolution is ${resolution}; expected a whole number from 2 to 1000`);
  }
  const axes = box.axes ?? [variables[0]!, variables[1]!];
  const [across, up] = axes.map((axis) => {
    const index = variables.indexOf(axis);
    if (index < 0) throw new RangeError(`'${axis}' is no variable; there are ${variables.join(', ')}`);
    return index;
  }) as [number, number];
  const x = evenly(box.x, resolution);
  const y = evenly(box.y, resolution);
  const position = [...landscape.start];
  const values = new Float64Array(resolution * resolution);
  y.forEach((up_, row) =>
    x.forEach((across_, column) => {
      position[across] = across_;
      position[up] = up_;
      values[row * resolution + column] = landscape.value(position);
    }),
  );
  return { axes, x, y, values };
}

function evenly([low, high]: readonly [number, number], count: number): number[] {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`a box goes from ${low} to ${high}; expected a lower and a higher number`);
  }
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
