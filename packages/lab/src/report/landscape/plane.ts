import type { Landscape } from '@thermoloop/host';

/** A point of the plane of the first two variables. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The part of the plane that is drawn. */
export interface Box {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** The loss in the plane of the first two variables; the others stay where they start. */
export interface Plane {
  value(point: Point): number;
  gradient(point: Point): readonly [number, number];
  /** Entries xx, xy and yy. */
  hessian(point: Point): readonly [number, number, number];
}

export function planeOf(landscape: Landscape): Plane {
  const size = landscape.variables.length;
  const at = ({ x, y }: Point): number[] => [x, y, ...landscape.start.slice(2)];
  return {
    value: (point) => landscape.value(at(point)),
    gradient: (point) => {
      const gradient = landscape.gradient(at(point));
      return [gradient[0]!, gradient[1]!];
    },
    hessian: (point) => {
      const matrix = landscape.hessian(at(point));
      return [matrix[0]!, matrix[1]!, matrix[size + 1]!];
    },
  };
}

export function isInside({ x, y }: Point, box: Box): boolean {
  return x >= box.x[0] && x <= box.x[1] && y >= box.y[0] && y <= box.y[1];
}

/** The smallest box around the points, and `margin` of its sides around that. Points that are not finite are left out. */
export function boxAround(points: readonly Point[], margin: number): Box {
  const side = (values: readonly number[], other: readonly number[]): [number, number] => {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const extent = high - low || 0.1 * (Math.max(...other) - Math.min(...other)) || 1;
    return [low - margin * extent, high + margin * extent];
  };
  const finite = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const x = finite.map((point) => point.x);
  const y = finite.map((point) => point.y);
  return { x: side(x, y), y: side(y, x) };
}
