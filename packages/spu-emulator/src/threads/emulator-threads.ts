import { RunGuard } from '@thermoloop/compute';
import { MessageChannel } from 'node:worker_threads';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { EmulatorFault } from './emulator-fault.js';
import type { DeviceThreadData, HostLink, PhysicsThreadData, ThreadMessage } from './thread-messages.js';
import { startThread, type WorkerThread } from './worker-thread.js';

/** The two threads of an emulated chip; one is no use without the other, so they end together. */
export interface EmulatorThreads {
  /** Resolves once both have ended, with the first failure. */
  readonly ended: Promise<EmulatorFault | undefined>;
  /** Ends both in order; what the physics have under way is abandoned. Safe to call twice. */
  stop(): Promise<EmulatorFault | undefined>;
}

/**
 * Starts a device thread with the protocol and the state machine, which answers at any time, and a physics thread
 * with the arithmetic. A process that exits waits for a native call of the physics under way, since ONNX Runtime
 * aborts otherwise. Rejects if a thread does not start.
 */
export async function startThreads(
  spec: ChipSpec,
  link: HostLink,
  hear: (message: ThreadMessage) => void,
): Promise<EmulatorThreads> {
  const guard = RunGuard.create();
  const forgetExit = guard.stopOnExit();
  const analog = new MessageChannel();
  const epoch = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const physics: PhysicsThreadData = { spec, analog: analog.port2, epoch, guard: guard.flags };
  const device: DeviceThreadData = { spec, link, analog: analog.port1, epoch };
  const ports = link.kind === 'port' ? [link.port, analog.port1] : [analog.port1];
  const threads = [
    startThread('./physics-thread.js', physics, [analog.port2], hear),
    startThread('./device-thread.js', device, ports, hear),
  ];

  let stopping = false;
  const ended = Promise.all(threads.map((thread) => thread.ended)).then((failures) => {
    forgetExit();
    return failures.find((failure) => failure !== undefined);
  });
  const stop = (): Promise<EmulatorFault | undefined> => {
    if (!stopping) askToEnd(threads, epoch);
    stopping = true;
    return ended;
  };
  for (const thread of threads) void thread.ended.then(stop);
  await Promise.all(threads.map((thread) => thread.ready)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ended, stop };
}

function askToEnd(threads: readonly WorkerThread[], epoch: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(epoch), 0, 1);
  for (const thread of threads) thread.stop();
}
