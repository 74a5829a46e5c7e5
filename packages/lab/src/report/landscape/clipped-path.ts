import { isInside, type Box, type Point } from './plane.js';

/** A path inside a box. */
export interface ClippedPath {
  /** Its unbroken runs; where it crosses the border, the crossing ends a run. */
  readonly pieces: readonly (readonly Point[])[];
  /** Where it leaves the box for good, if it ends outside. `step` is the index of the first point outside. */
  readonly exit?: Point & { readonly step: number };
}

/** What of a path lies in a box. It ends where a coordinate is not finite. */
export function clippedPath(points: readonly Point[], box: Box): ClippedPath {
  const pieces: Point[][] = [];
  let exit: ClippedPath['exit'];
  const [first] = points;
  if (first !== undefined && isInside(first, box)) pieces.push([first]);
  for (let step = 1; step < points.length; step++) {
    const from = points[step - 1]!;
    const to = points[step]!;
    const span = visibleSpan(from, to, box);
    if (span === undefined) continue;
    const [begin, end] = span;
    if (begin > 0 || pieces.length === 0) pieces.push([between(from, to, begin)]);
    const last = between(from, to, end);
    pieces.at(-1)!.push(last);
    exit = end < 1 ? { ...last, step } : undefined;
  }
  return exit === undefined ? { pieces } : { pieces, exit };
}

function between(from: Point, to: Point, share: number): Point {
  if (share === 0) return { x: from.x, y: from.y };
  if (share === 1) return { x: to.x, y: to.y };
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

/**
 * From which to which share of the way a segment is in the box; undefined where it misses it (Liang and Barsky, ACM
 * Trans. Graph. 3, 1984).
 */
function visibleSpan(from: Point, to: Point, box: Box): [number, number] | undefined {
  let begin = 0;
  let end = 1;
  for (const axis of ['x', 'y'] as const) {
    const way = to[axis] - from[axis];
    for (const [sign, border] of [
      [-1, box[axis][0]],
      [1, box[axis][1]],
    ] as const) {
      const outwards = sign * way;
      const room = sign * (border - from[axis]);
      if (!Number.isFinite(outwards)) return undefined;
      if (outwards === 0 && room < 0) return undefined;
      if (outwards > 0) end = Math.min(end, room / outwards);
      if (outwards < 0) begin = Math.max(begin, room / outwards);
    }
  }
  return begin < end ? [begin, end] : undefined;
}
