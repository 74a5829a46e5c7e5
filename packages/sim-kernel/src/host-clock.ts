import type { Picoseconds } from './virtual-time.js';

/**
 * The host's time line. Frames depart at `nowPs`; the host's own work and what it waits for move it on. Everything
 * that happens in the same program order happens at the same times.
 */
export interface HostClock {
  readonly nowPs: Picoseconds;
  /** The host has worked for as long as this. */
  work(durationPs: Picoseconds): void;
  /** Resolves when the clock stands at `atPs` or later; at once for a time in the past. */
  waitUntil(atPs: Picoseconds): Promise<void>;
}
