import { Session, type Profiler } from 'node:inspector';
import { basename } from 'node:path';
import { WorkerSessions } from './worker-sessions.js';

/** The CPU profile of one thread. */
export interface ThreadProfile {
  /** `main`, or the file that a worker runs. */
  readonly thread: string;
  readonly profile: Profiler.Profile;
}

const samplingIntervalUs = 250;

/** CPU profiles of the main thread and of every worker thread while `work` runs. */
export async function profileThreads(work: () => Promise<void>): Promise<ThreadProfile[]> {
  const session = new Session();
  session.connect();
  const workers = new WorkerSessions(session);
  await workers.attach();
  const threads = [
    { thread: 'main', post: (method: string, params?: object) => postTo(session, method, params) },
    ...Array.from(workers.workers, ([id, url]) => ({
      thread: basename(url, '.js'),
      post: (method: string, params?: object) => workers.post(id, method, params),
    })),
  ];
  for (const { post } of threads) {
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
    await post('Profiler.start');
  }
  await work();
  const profiles: ThreadProfile[] = [];
  for (const { thread, post } of threads) {
    const { profile } = (await post('Profiler.stop')) as { profile: Profiler.Profile };
    profiles.push({ thread, profile });
  }
  session.disconnect();
  return profiles;
}

function postTo(session: Session, method: string, params: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result?: object) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}
