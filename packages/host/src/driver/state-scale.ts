import type { Grid } from '@thermoloop/protocol';
import { largestOf, smallestOf } from './gain-grid.js';
import { readoutHeadroom } from './readout-range.js';
import type { RescaleReason } from './device-step-report.js';

/** What the state scale G (x = G·V) depends on. */
export interface StateScaleProblem {
  /** Smallest s_g that clips nothing; 1 if drives carry values. */
  readonly driveBound: number;
  /** Smallest scale of the start codes, if the run starts from codes. */
  readonly startBound?: number;
  /** α of the last step, 1 before the first. */
  readonly alpha: number;
  readonly driveGain: Grid;
  readonly startGain: Grid;
  readonly readout: ReadoutSpan;
  /** Root mean square of a cell's own noise at the end of the run that no register lowers, in volts; 0 if none. */
  readonly noiseV: number;
}

/** The widest and the finest range of the readout, ± volts; `values` if it carries f32 values and has none. */
export type ReadoutSpan =
  | { readonly kind: 'values' }
  | { readonly kind: 'tracked'; readonly widestV: number; readonly finestV: number }
  | { readonly kind: 'fixed'; readonly widestV: number };

/** Room that the first step leaves above its estimate. */
const firstHeadroom = 4;
/** Noise above this part of a readout code is worth a larger swing of the cells. */
const audibleNoise = 1 / 8;
/** Growth of the gradient that a larger swing leaves room for: it may not be undone at the next step. */
const driveHeadroom = 4;
/** A range is too wide if less than this part of it is used. */
const leastUse = 1 / 4;

/**
 * The first state scale: the smallest power of two at which a state of ±estimatedPeak (problem units) stays within
 * a quarter of the widest readout range and drive and start gains are within their grids. 1 for a device that
 * carries values, if its gains allow.
 */
export function firstStateScale(problem: StateScaleProblem, estimatedPeak: number): number {
  const least = leastStateScale(problem);
  const { readout } = problem;
  if (readout.kind === 'values' || estimatedPeak === 0) return Math.max(1, least);
  return Math.max(powerOfTwoAtLeast((firstHeadroom * estimatedPeak) / readout.widestV), least);
}

/**
 * An upper estimate of max |x| at the end of the run from the peaks of gradient and start state: a mode of
 * eigenvalue λ, the slowest, gains F(λ, t) = (1 − e^{−λt})/λ and keeps e^{−λt} of its start.
 */
export function estimatedPeak(
  damping: number,
  runTimeTau: number,
  gradientPeak: number,
  startPeak: number,
): number {
  const gain = damping === 0 ? runTimeTau : -Math.expm1(-damping * runTimeTau) / damping;
  return gain * gradientPeak + Math.exp(-damping * runTimeTau) * startPeak;
}

/** What the last reading showed. */
export interface LastReading {
  /** G at which it was taken. */
  readonly stateScale: number;
  /** max |V|. */
  readonly peakV: number;
  /** Whether it clipped and no wider range was left. */
  readonly clipped: boolean;
  /** Volts per code at which it was taken. */
  readonly readoutGainV: number;
}

/** What a reading at another state scale says about the present one. */
export function readingAt(present: number, reading: LastReading): LastReading {
  const ratio = reading.stateScale / present;
  return {
    stateScale: present,
    peakV: reading.peakV * ratio,
    readoutGainV: reading.readoutGainV * ratio,
    clipped: reading.clipped && ratio === 1,
  };
}

/** The state scale that the next step needs if the present one no longer does, by powers of two. */
export function revisedStateScale(
  problem: StateScaleProblem,
  present: number,
  reading: LastReading,
): { stateScale: number; reason: RescaleReason } | undefined {
  const least = leastStateScale(problem);
  const last = readingAt(present, reading);
  if (present < least) {
    return { stateScale: present * powerOfTwoAtLeast(least / present), reason: 'drive range exhausted' };
  }
  const { readout } = problem;
  if (readout.kind === 'values') return undefined;
  if (readout.kind === 'tracked') {
    if (last.clipped) return { stateScale: 2 * present, reason: 'readout clipped at its largest range' };
    const used = (readoutHeadroom * last.peakV) / readout.finestV;
    const shrink = used < leastUse ? powerOfTwoAtMost(1 / used) : 1;
    if (shrink > 1 && present / shrink >= least) {
      return { stateScale: present / shrink, reason: 'readout range too wide' };
    }
    if (problem.noiseV > audibleNoise * last.readoutGainV) {
      const room = readout.widestV / (firstHeadroom * last.peakV);
      const swing = powerOfTwoAtMost(Math.min(room, present / (driveHeadroom * least)));
      if (swing > 1) return { stateScale: present / swing, reason: 'state small against the noise' };
    }
  }
  const finestDrive = smallestOf(problem.driveGain);
  const used = problem.driveBound / (present * problem.alpha * finestDrive);
  if (used >= leastUse || used === 0 || finestDrive <= 0) return undefined;
  const room = readout.widestV / (2 * readoutHeadroom * last.peakV);
  const shrink = Math.min(powerOfTwoAtMost(1 / used), powerOfTwoAtMost(room));
  return shrink > 1 && present / shrink >= least
    ? { stateScale: present / shrink, reason: 'drive range too wide' }
    : undefined;
}

/** The smallest power of two for which drive and start gains are within their grids. */
function leastStateScale({ driveBound, startBound, alpha, driveGain, startGain }: StateScaleProblem): number {
  const drive = driveBound / (alpha * largestOf(driveGain));
  const start = (startBound ?? 0) / largestOf(startGain);
  const least = Math.max(drive, start);
  return least > 0 ? powerOfTwoAtLeast(least) : 0;
}

function powerOfTwoAtLeast(x: number): number {
  return 2 ** Math.ceil(Math.log2(x));
}

function powerOfTwoAtMost(x: number): number {
  return 2 ** Math.floor(Math.log2(x));
}
