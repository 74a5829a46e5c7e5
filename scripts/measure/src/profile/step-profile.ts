import type { MeasuredRun } from '../steps/measured-run.js';
import { profileThreads } from './profile-threads.js';
import { selfTimes, type SelfTime } from './self-times.js';

/** Where one thread spends a step. */
export interface ThreadTimes {
  readonly thread: string;
  /** Busy milliseconds a step. */
  readonly busyMs: number;
  /** By function, a step, the largest first. */
  readonly functions: readonly SelfTime[];
}

/** Profiles some steps of a run in every thread of the process. */
export async function profileSteps(run: MeasuredRun, steps: number): Promise<ThreadTimes[]> {
  const profiles = await profileThreads(async () => {
    await run.steps(steps);
  });
  return profiles.map(({ thread, profile }) => {
    const functions = selfTimes(profile).map(({ ms, ...where }) => ({ ...where, ms: ms / steps }));
    return { thread, busyMs: functions.reduce((sum, { ms }) => sum + ms, 0), functions };
  });
}
