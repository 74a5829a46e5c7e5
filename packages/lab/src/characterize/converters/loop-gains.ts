import { gainsBetween } from '@thermoloop/host';
import { nearestOnGrid, type Grid } from '@thermoloop/protocol';

/** How a loopback from DAC to ADC is set. */
export interface LoopGains {
  /** V per code of the DAC. */
  readonly driveGain: number;
  /** V per code of the ADC. */
  readonly readoutGain: number;
  /** LSB of the ADC per LSB of the DAC: one gain over the other. */
  readonly ratio: number;
}

/** Ratios this near to what is wanted are as good. */
const tolerance = 0.05;

/**
 * Gains on their grids whose ratio is near `wanted`, at the largest voltages. Among near ones those at which the codes of
 * the DAC fall most evenly between the codes of the ADC, so that rounding averages out. The nearest there are where none
 * is near: see the ratio.
 */
export function loopGains(drive: Grid, readout: Grid, wanted: number): LoopGains {
  const highest = Math.min(drive.maximum, wanted * readout.maximum);
  const lowest = Math.max(drive.minimum, wanted * readout.minimum, highest / 2);
  const drives =
    lowest <= highest && lowest > 0
      ? gainsBetween(drive, lowest, highest, 24)
      : [nearestOnGrid(drive, highest)];
  const candidates = (drives.length === 0 ? [nearestOnGrid(drive, highest)] : drives).map((driveGain) => {
    const readoutGain = nearestOnGrid(readout, driveGain / wanted);
    return { driveGain, readoutGain, ratio: driveGain / readoutGain };
  });
  const distance = ({ ratio }: LoopGains): number => Math.abs(Math.log(ratio / wanted));
  const near = candidates.filter((gains) => distance(gains) < tolerance);
  if (near.length === 0) return least(candidates, distance);
  return least(near, ({ ratio }) => unevenness(ratio));
}

const codes = 65;

/** How far k·ratio, k = 0 … 64, are from even over one code: the larger of two Fourier coefficients of their density. */
function unevenness(ratio: number): number {
  return Math.max(
    ...[1, 2].map((order) => {
      let [re, im] = [0, 0];
      for (let k = 0; k < codes; k++) {
        const angle = 2 * Math.PI * order * ratio * k;
        re += Math.cos(angle);
        im += Math.sin(angle);
      }
      return Math.hypot(re, im) / codes;
    }),
  );
}

function least<T>(items: readonly T[], cost: (item: T) => number): T {
  return items.reduce((best, item) => (cost(item) < cost(best) ? item : best));
}
