import type { Waiting } from '@thermoloop/host';
import { PacedClock, VirtualClock, type HostClock, type Lateness } from '@thermoloop/sim-kernel';
import type { TrainConfig } from '../settings/resolve-train-config.js';

/** The time line of a run. */
export interface TrainClock {
  readonly host: HostClock;
  /** Which answers of the device the host waits for. */
  readonly waiting: Waiting;
  /** Of a clock that follows the wall. */
  readonly lateness?: () => Lateness;
}

/** @param startPs where a resumed run goes on @param signal once it aborts, nothing is waited for */
export function openClock(
  { clock, clockScale = 1 }: Pick<TrainConfig, 'clock' | 'clockScale'>,
  startPs = 0n,
  signal?: AbortSignal,
): TrainClock {
  if (clock !== 'paced') {
    return { host: new VirtualClock(startPs), waiting: clock === 'free' ? 'needed' : 'each' };
  }
  const host = new PacedClock({ scale: clockScale, startPs, ...(signal === undefined ? {} : { signal }) });
  return { host, waiting: 'needed', lateness: () => host.lateness };
}
