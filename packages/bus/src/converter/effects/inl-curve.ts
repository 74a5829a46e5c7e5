import type { Deviation } from './deviation.js';

/**
 * The curve through points equally spaced from −endLsb to endLsb, straight between them, for every converter alike;
 * undefined if all are zero. `endLsb` is the ideal place of the last level; that of the first is its negative.
 */
export function inlCurve(pointsLsb: readonly number[], endLsb: number): Deviation | undefined {
  const largest = pointsLsb.reduce((peak, point) => Math.max(peak, Math.abs(point)), 0);
  if (largest === 0) return undefined;
  const points = Float64Array.from(pointsLsb);
  const lastInterval = points.length - 2;
  const perLsb = (points.length - 1) / (2 * endLsb);
  return {
    lsb(placeLsb) {
      const along = (placeLsb + endLsb) * perLsb;
      const interval = Math.min(Math.max(Math.floor(along), 0), lastInterval);
      const share = along - interval;
      return (1 - share) * (points[interval] as number) + share * (points[interval + 1] as number);
    },
    largestLsb: () => largest,
  };
}
