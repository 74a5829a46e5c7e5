import { logLogSlope } from '../statistics/log-log-slope.js';
import type { Point } from './point.js';

/** How a cost grows with N. */
export interface Growth {
  /** Log-log slope over all points. */
  readonly slope: number;
  /** Cost per parameter at the largest N over that at the point nearest 1e5; absent where there is no such point. */
  readonly perParameterRatio?: number;
}

export const costs = {
  'step time': ({ stepMs }: Point): number => stepMs,
  'peak memory': ({ peakBytes, idleBytes }: Point): number => peakBytes - idleBytes,
  'steady memory': ({ steadyBytes, idleBytes }: Point): number => steadyBytes - idleBytes,
} as const;

export type Cost = keyof typeof costs;
export const costNames = Object.keys(costs) as Cost[];

export function growthOf(points: readonly Point[], cost: Cost): Growth {
  const value = costs[cost];
  const slope = logLogSlope(points.map((point) => ({ x: point.parameterCount, y: value(point) })));
  const reference = points.find(({ parameterCount }) => Math.abs(parameterCount / 1e5 - 1) < 0.1);
  const largest = points.at(-1);
  if (reference === undefined || largest === undefined || largest === reference) return { slope };
  const perParameter = (point: Point): number => value(point) / point.parameterCount;
  return { slope, perParameterRatio: perParameter(largest) / perParameter(reference) };
}
