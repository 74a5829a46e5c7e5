import type { Step } from '@thermoloop/lab';

/** Shares of the virtual time of a run, 0 to 1. */
export interface Occupancy {
  /** Virtual time of the run. */
  readonly totalS: number;
  /** The host computes. */
  readonly host: number;
  /** Codes and answers travel. */
  readonly link: number;
  /** From the conversion of a problem's codes to the last conversion of its reading. */
  readonly device: number;
  /** Host and the rest are at work at once, at least: what their shares have in common if neither ever waits. */
  readonly atOnce: number;
}

const linkStages = new Set(['linkDown', 'linkUp']);

/** When host, link and device of a run were at work. */
export function occupancyOf(steps: readonly Step[]): Occupancy {
  const totalS = steps.at(-1)?.virtualTimeS ?? NaN;
  const hostS = steps.reduce((sum, { hostTimeS }) => sum + (hostTimeS ?? NaN), 0);
  const spans = steps.flatMap(({ device }) => device?.stages ?? []);
  const isLink = ({ stage }: { readonly stage: string }): boolean => linkStages.has(stage);
  const linkS = unionLengthS(spans.filter(isLink));
  const deviceS = unionLengthS(spans.filter((span) => !isLink(span)));
  const restS = unionLengthS(spans);
  return {
    totalS,
    host: hostS / totalS,
    link: linkS / totalS,
    device: deviceS / totalS,
    atOnce: Math.max(0, hostS + restS - totalS) / totalS,
  };
}

/** The length of the union of intervals. */
export function unionLengthS(spans: readonly { readonly startS: number; readonly endS: number }[]): number {
  let length = 0;
  let reached = -Infinity;
  for (const { startS, endS } of [...spans].sort((a, b) => a.startS - b.startS)) {
    length += Math.max(0, endS - Math.max(startS, reached));
    reached = Math.max(reached, endS);
  }
  return length;
}
