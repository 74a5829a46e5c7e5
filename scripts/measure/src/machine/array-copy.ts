import { wallClock } from '@thermoloop/sim-kernel';
import { median } from '../statistics/quantiles.js';

const bytes = 256e6;
const repeats = 7;

/** Memory bandwidth of one thread that copies 256 MB, in bytes a second, read and written bytes both counted. */
export function copyBandwidth(): number {
  const from = new Float64Array(bytes / 8).fill(1);
  const to = new Float64Array(bytes / 8).fill(2);
  const seconds = Array.from({ length: repeats }, () => {
    const startMs = wallClock.nowMs();
    to.set(from);
    return (wallClock.nowMs() - startMs) / 1000;
  });
  return (2 * bytes) / median(seconds);
}
