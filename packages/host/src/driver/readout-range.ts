import type { Grid } from '@thermoloop/protocol';
import { largestOf, leastGain } from './gain-grid.js';

/** `track` follows the last peak; a fixed range is ± that many volts. */
export type ReadoutRange = 'track' | { readonly fixed: number };

/** Room above the last peak before the converter clips. */
export const readoutHeadroom = 1.25;

/** The smallest readout gain (volts per code) at which ±peakV fits; the largest of the grid if none does. */
export function readoutGainFor(grid: Grid, peakV: number, largest: number): number {
  return leastGain(grid, peakV / largest) ?? largestOf(grid);
}

/** The readout gain of the next run after a peak of `lastPeakV`. */
export function trackedGain(grid: Grid, lastPeakV: number, largest: number): number {
  return readoutGainFor(grid, readoutHeadroom * lastPeakV, largest);
}

/** A gain at least twice as large (half as sensitive), or undefined at the end of the grid. */
export function widerGain(grid: Grid, gain: number): number | undefined {
  const wider = leastGain(grid, 2 * gain) ?? largestOf(grid);
  return wider > gain ? wider : undefined;
}

/**
 * The gain at which a reading without a known peak should be repeated: that of its peak with headroom, if the
 * codes used less than a quarter of the range and the grid has a finer gain. Otherwise undefined.
 */
export function finerGain(grid: Grid, gain: number, peakCode: number, largest: number): number | undefined {
  if (4 * peakCode > largest) return undefined;
  const finer = trackedGain(grid, peakVolts(peakCode, gain), largest);
  return finer < gain ? finer : undefined;
}

/** |V| of the largest code; where every code is 0 the voltage lies within half a code. */
export function peakVolts(peakCode: number, gain: number): number {
  return Math.max(peakCode, 0.5) * gain;
}
