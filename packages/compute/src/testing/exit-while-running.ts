// Ends the process in the way named by the first argument while a guarded worker is inside a run.
import { Worker } from 'node:worker_threads';
import { RunGuard } from '../runtime/run-guard.js';

const guard = RunGuard.create();
guard.stopOnExit();
const worker = new Worker(new URL('./busy-worker.js', import.meta.url), { workerData: guard.flags });
worker.once('message', () => {
  process.stdout.write('running\n');
  if (process.argv[2] === 'exit') process.exit(7);
  if (process.argv[2] === 'throw') throw new Error('on purpose');
  worker.unref();
});
