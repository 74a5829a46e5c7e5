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

  /**
   * Calls `action` once after `ms` milliseconds, and not before bytes that were waiting by then have been handed out;
   * returns how to call it off. It does not keep the process alive.
   */
  after(ms: number, action: () => void): () => void {
    let turn: NodeJS.Immediate | undefined;
    const timeout = setTimeout(() => {
      turn = setImmediate(action);
    }, ms);
    timeout.unref();
    return () => {
      clearTimeout(timeout);
      clearImmediate(turn);
    };
  },

  /** The date and time in UTC, as in 2026-01-31T12:00:00.000Z. */
  isoNow(): string {
    return new Date().toISOString();
  },
} as const;

export type WallClock = typeof wallClock;
