import { wallClock } from '@thermoloop/sim-kernel';

/** A function that gives the wall-clock milliseconds since its last call. */
export function stopwatch(): () => number {
  let last = wallClock.nowMs();
  return () => {
    const now = wallClock.nowMs();
    const lap = now - last;
    last = now;
    return lap;
  };
}
