import type { ThreadProfile } from './profile-threads.js';
import { selfTimes, type SelfTime } from './self-times.js';

/** Where one thread spends its time. */
export interface ThreadTimes {
  readonly thread: string;
  /** Busy milliseconds a turn. */
  readonly busyMs: number;
  /** By function, a turn, the largest first. */
  readonly functions: readonly SelfTime[];
}

/** Profiles of so many turns of the same work, by thread. */
export function threadTimes(profiles: readonly ThreadProfile[], turns: number): ThreadTimes[] {
  return profiles.map(({ thread, profile }) => {
    const functions = selfTimes(profile).map(({ ms, ...where }) => ({ ...where, ms: ms / turns }));
    return { thread, busyMs: functions.reduce((sum, { ms }) => sum + ms, 0), functions };
  });
}
