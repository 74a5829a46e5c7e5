import { figure } from '../output/figure.js';
import { textTable } from '../output/text-table.js';
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

const smallestMs = 0.03;
const mostFunctions = 14;

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

export function profileText(threads: readonly ThreadTimes[]): string {
  return threads
    .map(({ thread, busyMs, functions }) =>
      textTable(
        [`${thread}: ${figure(busyMs)} ms a step`, 'ms', ''],
        functions
          .filter(({ ms }) => ms >= smallestMs)
          .slice(0, mostFunctions)
          .map(({ name, file, ms }) => [`  ${name}  ${file}`, figure(ms, 2)]),
      ),
    )
    .join('\n\n');
}
