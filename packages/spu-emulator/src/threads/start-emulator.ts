import { RunGuard } from '@thermoloop/compute';
import { portTransport, type Transport } from '@thermoloop/protocol';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { ChipSpec } from '../chip/chip-schema.js';
import { stopMessage, type DeviceThreadData, type PhysicsThreadData } from './analog-messages.js';

/** An emulated chip in threads of its own. */
export interface Emulator {
  /** To the chip, as a cable would be: bytes only. It closes with the error if a thread of the emulator fails. */
  readonly transport: Transport;
  /** Ends both threads in order; a run in progress is abandoned. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts an emulated chip: a device thread with the protocol and the state machine, which answers at any time, and a
 * physics thread with the arithmetic. A process that exits waits for a native call of the physics under way, since
 * ONNX Runtime aborts otherwise. Rejects if a thread does not start.
 */
export async function startEmulator(spec: ChipSpec): Promise<Emulator> {
  const guard = RunGuard.create();
  const forgetExit = guard.stopOnExit();
  const link = new MessageChannel();
  const analog = new MessageChannel();
  const epoch = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const physics: PhysicsThreadData = { spec, analog: analog.port2, epoch, guard: guard.flags };
  const device: DeviceThreadData = { spec, link: link.port2, analog: analog.port1, epoch };
  const threads = [
    startThread('./physics-thread.js', physics, [analog.port2]),
    startThread('./device-thread.js', device, [link.port2, analog.port1]),
  ];

  let stopped: Promise<Error | undefined> | undefined;
  const end = (): Promise<Error | undefined> => {
    stopped ??= endThreads(threads, epoch, forgetExit);
    return stopped;
  };
  // one thread is no use without the other
  for (const thread of threads) void thread.ended.then(end);
  await Promise.all(threads.map((thread) => thread.online)).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    transport: explained(portTransport(link.port1), end),
    stop: async () => {
      await end();
    },
  };
}

interface Thread {
  readonly worker: Worker;
  readonly online: Promise<void>;
  /** resolves at its end, with what it failed of */
  readonly ended: Promise<Error | undefined>;
}

function startThread(file: string, workerData: unknown, transferList: MessagePort[]): Thread {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, transferList });
  let failure: Error | undefined;
  worker.on('error', (error: Error) => {
    failure = new Error(`the emulator failed: ${error.message}`, { cause: error });
  });
  const ended = new Promise<Error | undefined>((resolve) => worker.once('exit', () => resolve(failure)));
  const online = new Promise<void>((resolve, reject) => {
    worker.once('online', resolve);
    worker.once('error', reject);
  });
  return { worker, online, ended };
}

/** Asks every thread to end, abandoning what is in progress, and waits for it. Resolves with the first failure. */
async function endThreads(
  threads: readonly Thread[],
  epoch: SharedArrayBuffer,
  forgetExit: () => void,
): Promise<Error | undefined> {
  Atomics.add(new Int32Array(epoch), 0, 1);
  for (const { worker } of threads) worker.postMessage(stopMessage);
  const failures = await Promise.all(threads.map(({ ended }) => ended));
  forgetExit();
  return failures.find((failure) => failure !== undefined);
}

/** The transport, which, when it ends without being closed here, says why the threads behind it ended. */
function explained(inner: Transport, whyEnded: () => Promise<Error | undefined>): Transport {
  let closedHere = false;
  return {
    send: (bytes) => inner.send(bytes),
    onReceive: (handler) => inner.onReceive(handler),
    onClose(handler) {
      inner.onClose((reason) => {
        if (closedHere || reason !== undefined) handler(reason);
        else void whyEnded().then(handler);
      });
    },
    close() {
      closedHere = true;
      return inner.close();
    },
  };
}
