import { RunGuard } from '@thermoloop/compute';
import { portTransport, type Transport } from '@thermoloop/protocol';
import { MessageChannel } from 'node:worker_threads';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { DeviceThreadData, PhysicsThreadData } from './analog-messages.js';
import type { EmulatorFault } from './emulator-fault.js';
import { explainedTransport } from './explained-transport.js';
import { startThread, type WorkerThread } from './worker-thread.js';

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
 *
 * @param onFault told why, each time the chip answers INTERNAL, and goes on; by default a warning of the process
 */
export async function startEmulator(
  spec: ChipSpec,
  onFault: (fault: EmulatorFault) => void = (fault) => process.emitWarning(fault),
): Promise<Emulator> {
  const guard = RunGuard.create();
  const forgetExit = guard.stopOnExit();
  const link = new MessageChannel();
  const analog = new MessageChannel();
  const epoch = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const physics: PhysicsThreadData = { spec, analog: analog.port2, epoch, guard: guard.flags };
  const device: DeviceThreadData = { spec, link: link.port2, analog: analog.port1, epoch };
  const threads = [
    startThread('./physics-thread.js', physics, [analog.port2], onFault),
    startThread('./device-thread.js', device, [link.port2, analog.port1], onFault),
  ];

  let stopped: Promise<EmulatorFault | undefined> | undefined;
  const end = (): Promise<EmulatorFault | undefined> => {
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
    transport: explainedTransport(portTransport(link.port1), end),
    stop: async () => {
      await end();
    },
  };
}

/** Asks every thread to end, abandoning what is in progress, and waits for it. Resolves with the first failure. */
async function endThreads(
  threads: readonly WorkerThread[],
  epoch: SharedArrayBuffer,
  forgetExit: () => void,
): Promise<EmulatorFault | undefined> {
  Atomics.add(new Int32Array(epoch), 0, 1);
  for (const thread of threads) thread.stop();
  const failures = await Promise.all(threads.map(({ ended }) => ended));
  forgetExit();
  return failures.find((failure) => failure !== undefined);
}
