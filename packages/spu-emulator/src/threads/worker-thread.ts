import { Worker, type Transferable } from 'node:worker_threads';
import { EmulatorFault } from './emulator-fault.js';
import { stopMessage, type ThreadMessage } from './thread-messages.js';

/** One of the emulator's threads. */
export interface WorkerThread {
  readonly online: Promise<void>;
  /** Resolves at its end, with what it failed of. */
  readonly ended: Promise<EmulatorFault | undefined>;
  /** Asks it to end. */
  stop(): void;
}

/** Runs a file of this folder in a thread. */
export function startThread(
  file: string,
  workerData: unknown,
  transferList: Transferable[],
  hear: (message: ThreadMessage) => void,
): WorkerThread {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, transferList });
  let failure: EmulatorFault | undefined;
  worker.on('error', (error: Error) => {
    failure = new EmulatorFault(error.message, { cause: error });
  });
  worker.on('message', hear);
  const online = new Promise<void>((resolve, reject) => {
    worker.once('online', resolve);
    worker.once('error', reject);
  });
  return {
    online,
    ended: new Promise((resolve) => worker.once('exit', () => resolve(failure))),
    stop: () => worker.postMessage(stopMessage),
  };
}
