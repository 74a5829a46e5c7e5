import type { Plane, Point } from './plane.js';

const mostSteps = 200;
/** Of the gradient at a minimum, over that at the point where the descent began. */
const smallestSlope = 1e-8;

export interface LowPoint extends Point {
  readonly value: number;
  /** Whether the loss is flat and curves upwards there. */
  readonly isMinimum: boolean;
}

/**
 * Goes down from a point by Newton's method, each step with as much damping as makes the Hessian positive definite and
 * halved until it leads down.
 */
export function lowestFrom(plane: Plane, from: Point): LowPoint {
  let point = from;
  let value = plane.value(from);
  const slopeAtStart = Math.hypot(...plane.gradient(from));
  for (let step = 0; step < mostSteps; step++) {
    const next = lower(plane, point, value);
    if (next === undefined) break;
    point = next;
    value = plane.value(next);
  }
  const slope = Math.hypot(...plane.gradient(point));
  const isMinimum =
    slope <= smallestSlope * Math.max(slopeAtStart, 1) && smallestEigenvalue(plane, point) > 0;
  return { ...point, value, isMinimum };
}

function lower(plane: Plane, { x, y }: Point, value: number): Point | undefined {
  const [gx, gy] = plane.gradient({ x, y });
  const [xx, xy, yy] = plane.hessian({ x, y });
  const smallest = smallestEigenvalue(plane, { x, y });
  const size = Math.abs(xx) + Math.abs(yy) + Math.abs(xy);
  const damping = smallest > 1e-9 * size ? 0 : 1e-3 * size - smallest;
  const determinant = (xx + damping) * (yy + damping) - xy * xy;
  if (!(determinant > 0)) return undefined;
  const dx = (xy * gy - (yy + damping) * gx) / determinant;
  const dy = (xy * gx - (xx + damping) * gy) / determinant;
  for (let share = 1; share > 1e-9; share /= 2) {
    const next = { x: x + share * dx, y: y + share * dy };
    if (plane.value(next) < value) return next;
  }
  return undefined;
}

function smallestEigenvalue(plane: Plane, point: Point): number {
  const [xx, xy, yy] = plane.hessian(point);
  return (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
}
