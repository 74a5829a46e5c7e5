import { mostPoints, type TimeUnit } from '../datasets.js';
import type { Run } from '../run-files.js';
import { isInside, type Box, type Point } from './plane.js';
import type { LandscapeView, ShownPath } from './landscape-view.js';

type Row = Readonly<Record<string, unknown>>;

/** The data behind the charts of a landscape. Lines have columns of coordinates, which the charts flatten. */
export interface LandscapeDatasets {
  readonly contours: readonly Row[];
  readonly paths: readonly Row[];
  /** What a pointer finds on the paths. */
  readonly pathPoints: readonly Row[];
  /** Start, lowest point, and where paths end or leave the box. */
  readonly landmarks: readonly Row[];
  readonly descents: readonly Row[];
}

export function landscapeDatasets(view: LandscapeView, run: Run, timeUnit: TimeUnit): LandscapeDatasets {
  const { box, contours, paths, lowest, start, floor } = view;
  return {
    contours: contours.map(({ level, x, y }, line) => ({ line, loss: lowest.value + level, level, x, y })),
    paths: paths.flatMap(({ name, isOwn, clipped }) =>
      clipped.pieces
        .map((whole) => spaced(whole, box))
        .map((piece, i) => ({
          optimizer: name,
          isOwn,
          piece: `${name} ${i}`,
          x: piece.map((point) => compact(point.x)),
          y: piece.map((point) => compact(point.y)),
        })),
    ),
    pathPoints: paths.map((path) => {
      const shown = thinned(path).filter((step) => isInside(path.points[step]!, box));
      return {
        optimizer: path.name,
        step: shown,
        x: shown.map((step) => compact(path.points[step]!.x)),
        y: shown.map((step) => compact(path.points[step]!.y)),
        loss: shown.map((step) => finite(path.losses[step]!)),
      };
    }),
    landmarks: [
      { kind: 'start', label: 'start', ...start },
      { kind: 'lowest', label: lowest.isMinimum ? 'minimum' : 'lowest', x: lowest.x, y: lowest.y },
      ...paths.flatMap(({ name, clipped }) => {
        if (clipped.exit !== undefined) {
          const { x, y, step } = clipped.exit;
          return [{ kind: 'exit', optimizer: name, label: `${name} leaves at step ${step}`, x, y }];
        }
        const last = clipped.pieces.at(-1)?.at(-1);
        return last === undefined ? [] : [{ kind: 'end', optimizer: name, label: name, ...last }];
      }),
    ],
    descents: paths.flatMap((path) =>
      thinned(path).map((step) => ({
        optimizer: path.name,
        step,
        virtualTime: path.isOwn ? timeAfter(run, step) * timeUnit.perSecond : null,
        loss: finite(path.losses[step]!),
        above: above(path.losses[step]!, floor),
      })),
    ),
  };
}

/** Loss above the floor: null at the floor, which a logarithmic scale cannot show. */
function above(loss: number, floor: number): number | null {
  const height = loss - floor;
  return height > 0 && Number.isFinite(height) ? height : null;
}

function timeAfter({ steps }: Run, step: number): number {
  return step === 0 ? 0 : (steps[step - 1]!.virtualTimeS ?? NaN);
}

/** Share of a side of the box below which a move cannot be seen. */
const leastMove = 5e-4;

/** A line without the points that lie where it is already; of a path that has converged that is most of them. */
function spaced(line: readonly Point[], { x, y }: Box): Point[] {
  const kept: Point[] = [];
  for (const point of line) {
    const last = kept.at(-1);
    const isSeen =
      last === undefined ||
      Math.abs(point.x - last.x) > leastMove * (x[1] - x[0]) ||
      Math.abs(point.y - last.y) > leastMove * (y[1] - y[0]);
    if (isSeen || point === line.at(-1)) kept.push(point);
  }
  return kept;
}

/** Every step, or of a long path every second, third…, and its last. */
function thinned({ points }: ShownPath): number[] {
  const stride = Math.ceil(points.length / mostPoints);
  return points.flatMap((_, i) => (i % stride === 0 || i === points.length - 1 ? [i] : []));
}

function compact(value: number): number {
  return Number(value.toPrecision(6));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
