import { Worker, type MessagePort } from 'node:worker_threads';
import { stopMessage, type FaultMessage } from './analog-messages.js';
import { EmulatorFault } from './emulator-fault.js';

/** One of the emulator's threads. */
export interface WorkerThread {
  readonly online: Promise<void>;
  /** Resolves at its end, with what it failed of. */
  readonly ended: Promise<EmulatorFault | undefined>;
  /** Asks it to end. */
  stop(): void;
}

/** Runs a file of this folder in a thread. `onFault` hears of what the thread has survived. */
export function startThread(
  file: string,
  workerData: unknown,
  transferList: MessagePort[],
  onFault: (fault: EmulatorFault) => void,
): WorkerThread {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, transferList });
  let failure: EmulatorFault | undefined;
  worker.on('error', (error: Error) => {
    failure = new EmulatorFault(error.message, { cause: error });
  });
  worker.on('message', ({ fault }: FaultMessage) => onFault(new EmulatorFault(fault)));
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
