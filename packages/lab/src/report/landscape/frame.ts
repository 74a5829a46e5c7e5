import { lowestFrom, type LowPoint } from './lowest-point.js';
import { boxAround, isInside, type Box, type Plane, type Point } from './plane.js';

const margin = 0.08;
/** The box holds every point at which the loss is no more above its minimum than this many times the start is. */
const shownRise = 4;

export interface Visited {
  readonly point: Point;
  readonly loss: number;
}

/** What of the plane is drawn. */
export interface Frame {
  readonly box: Box;
  /** The lowest point that a descent from the best of those visited reaches; that one, if it leads far away. */
  readonly lowest: LowPoint;
}

/** A box around the start, the lowest point and the points visited whose loss is of interest. */
export function frameOf(plane: Plane, visited: readonly Visited[], start: Point): Frame {
  const startValue = plane.value(start);
  let best = { ...start, value: startValue };
  for (const { point } of visited) {
    const value = plane.value(point);
    if (value < best.value) best = { ...point, value };
  }
  const descended = lowestFrom(plane, best);
  const limit = descended.value + shownRise * (startValue - descended.value);
  const shown = [start, ...visited.flatMap(({ point, loss }) => (loss <= limit ? [point] : []))];
  if (descended.isMinimum && isInside(descended, boxAround(shown, 1))) {
    return { box: boxAround([...shown, descended], margin), lowest: descended };
  }
  return { box: boxAround(shown, margin), lowest: { ...best, isMinimum: false } };
}
