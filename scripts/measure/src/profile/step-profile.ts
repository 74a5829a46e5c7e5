import type { MeasuredRun } from '../steps/measured-run.js';
import { profileThreads } from './profile-threads.js';
import { threadTimes, type ThreadTimes } from './thread-times.js';

/** Profiles some steps of a run in every thread of the process: times a step. */
export async function profileSteps(run: MeasuredRun, steps: number): Promise<ThreadTimes[]> {
  return threadTimes(await profileThreads(async () => void (await run.steps(steps))), steps);
}
