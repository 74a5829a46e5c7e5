import { performance } from 'node:perf_hooks';
import { setTimeout as timer } from 'node:timers/promises';

/** Real time. The only place that reads it: everything else runs on virtual time or is handed this object. */
export const wallClock = {
  /** Monotonic milliseconds from an arbitrary origin. */
  nowMs(): number {
    return performance.now();
  },

  /** Resolves after `ms` milliseconds; rejects with an AbortError as soon as `signal` aborts. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await timer(ms, undefined, signal === undefined ? {} : { signal });
  },

  /** The date and time in UTC, as in 2026-01-31T12:00:00.000Z. */
  isoNow(): string {
    return new Date().toISOString();
  },
} as const;

export type WallClock = typeof wallClock;
