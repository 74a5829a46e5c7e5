import type { Picoseconds } from './virtual-time.js';

/** A stretch of virtual time. */
export interface TimeSpan {
  readonly startPs: Picoseconds;
  readonly endPs: Picoseconds;
}

/**
 * The host's time line. Frames depart at `nowPs`; the host's own work and what it waits for move it on. Everything
 * that happens in the same program order happens at the same times, unless the clock follows the wall.
 */
export interface HostClock {
  readonly nowPs: Picoseconds;
  /** The host has done work that a machine model gives this duration. Returns when it happened on this clock. */
  work(durationPs: Picoseconds): TimeSpan;
  /** An answer that was due at the host at `dueAtPs` is there. Only a clock that follows the wall takes notice. */
  arrived(dueAtPs: Picoseconds): void;
  /** Resolves when the clock stands at `atPs` or later; at once for a time in the past. */
  waitUntil(atPs: Picoseconds): Promise<void>;
}
