import {
  compileLandscape,
  landscapeGrid,
  type Landscape,
  type LandscapeGrid,
  type LandscapeSpec,
} from '@thermoloop/host';
import type { Run } from '../run-files.js';
import { clippedPath, type ClippedPath } from './clipped-path.js';
import { contourLevels } from './contour-levels.js';
import { contourLines, type ContourLine } from './contour-lines.js';
import { frameOf } from './frame.js';
import { lowestFrom, type LowPoint } from './lowest-point.js';
import { comparedPaths, ownPath, type Path } from './paths.js';
import { isInside, planeOf, type Box, type Plane, type Point } from './plane.js';

const resolution = 200;
/** Share of the grid that lies below the lowest contour. */
const lowestShare = 0.003;

/** A path and what is drawn of it. */
export interface ShownPath extends Path {
  /** Its positions in the plane. */
  readonly points: readonly Point[];
  readonly clipped: ClippedPath;
}

/** A landscape with the paths of a run and of other optimizers over it. */
export interface LandscapeView {
  readonly spec: LandscapeSpec;
  /** The first two are drawn. */
  readonly variables: readonly string[];
  readonly box: Box;
  readonly start: Point;
  /** The lowest point that was found in the box. */
  readonly lowest: LowPoint;
  readonly contours: readonly ContourLine[];
  /** Above what heights are drawn on a logarithmic scale: 0, or the lowest of all losses if that is below. */
  readonly floor: number;
  /** This run's first. */
  readonly paths: readonly ShownPath[];
}

/**
 * The plane of the first two variables through the lowest point of the run, with contours and paths. Undefined where
 * the run's records do not tell its path: it has more variables than they show.
 */
export async function viewLandscape(run: Run, spec: LandscapeSpec): Promise<LandscapeView | undefined> {
  const own = ownPath(run, spec);
  if (own === undefined) return undefined;
  const paths = [own, ...(await comparedPaths(run, spec))].map((path) => ({
    ...path,
    points: path.positions.map(([x, y]) => ({ x: x!, y: y! })),
  }));
  const landscape = compileLandscape(spec);
  const inPlane = specOfPlane(spec, landscape, own);
  const plane = planeOf(compileLandscape(inPlane));
  const start = paths[0]!.points[0]!;
  const visited = paths.flatMap(({ points, losses }) =>
    points.map((point, i) => ({ point, loss: losses[i]! })),
  );
  const frame = frameOf(plane, visited, start);
  const { box } = frame;
  const grid = landscapeGrid(inPlane, box, resolution);
  const onGrid = lowestOnGrid(plane, grid, box);
  const lowest = onGrid.value < frame.lowest.value ? onGrid : frame.lowest;
  return {
    spec,
    variables: landscape.variables,
    box,
    start,
    lowest,
    contours: contourLines(grid, levelsFor(grid, lowest.value), lowest.value),
    floor: floorOf(visited.map(({ loss }) => loss).concat(lowest.value)),
    paths: paths.map((path) => ({ ...path, clipped: clippedPath(path.points, box) })),
  };
}

/** The landscape with the other variables where this run was lowest. */
function specOfPlane(spec: LandscapeSpec, landscape: Landscape, { positions, losses }: Path): LandscapeSpec {
  const { variables, gradient, hessian } = landscape;
  if (variables.length === 2) return spec;
  const hasDerivatives = (position: readonly number[]): boolean =>
    [...gradient(position), ...hessian(position)].every(Number.isFinite);
  let best = 0;
  losses.forEach((loss, i) => {
    if (loss < losses[best]! && hasDerivatives(positions[i]!)) best = i;
  });
  return {
    ...spec,
    startAt: Object.fromEntries(variables.map((variable, i) => [variable, positions[best]![i]!])),
  };
}

function levelsFor({ values }: LandscapeGrid, base: number): number[] {
  const heights = [...values].map((value) => value - base).filter((height) => height > 0);
  heights.sort((a, b) => a - b);
  return contourLevels(heights[Math.floor(lowestShare * heights.length)] ?? 0, heights.at(-1) ?? 0);
}

function lowestOnGrid(plane: Plane, { x, y, values }: LandscapeGrid, box: Box): LowPoint {
  let lowest = 0;
  values.forEach((value, i) => {
    if (value < values[lowest]! || Number.isNaN(values[lowest])) lowest = i;
  });
  const point = { x: x[lowest % x.length]!, y: y[Math.floor(lowest / x.length)]! };
  const refined = lowestFrom(plane, point);
  return refined.isMinimum && isInside(refined, box)
    ? refined
    : { ...point, value: values[lowest]!, isMinimum: false };
}

function floorOf(losses: readonly number[]): number {
  return losses.reduce((least, loss) => (loss < least ? loss : least), 0);
}
