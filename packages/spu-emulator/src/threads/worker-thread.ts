import { Worker, type Transferable } from 'node:worker_threads';
import { EmulatorFault } from './emulator-fault.js';
import { readyMessage, stopMessage, type ThreadMessage } from './thread-messages.js';

/** One of the emulator's threads. */
export interface WorkerThread {
  /** Resolves once it has loaded all that it needs and takes messages; rejects if it ends before. */
  readonly ready: Promise<void>;
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
    failure = faultOf(error);
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage | typeof readyMessage) => {
      if (message === readyMessage) resolve();
      else hear(message);
    });
    worker.once('error', (error: Error) => reject(faultOf(error)));
    worker.once('exit', () => reject(new EmulatorFault(`the thread of ${file} ended before it was ready`)));
  });
  return {
    ready,
    ended: new Promise((resolve) => worker.once('exit', () => resolve(failure))),
    stop: () => worker.postMessage(stopMessage),
  };
}

function faultOf(error: Error): EmulatorFault {
  return new EmulatorFault(error.message, { cause: error });
}
