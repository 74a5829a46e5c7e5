import { portTransport, type Transport } from '@thermoloop/protocol';
import { MessageChannel } from 'node:worker_threads';
import type { ChipSpec } from '../chip/chip-schema.js';
import { EmulatorFault } from './emulator-fault.js';
import { startThreads } from './emulator-threads.js';
import { explainedTransport } from './explained-transport.js';

/** An emulated chip in threads of its own. */
export interface Emulator {
  /** To the chip, as a cable would be: bytes only. It closes with the error if a thread of the emulator fails. */
  readonly transport: Transport;
  /** Ends both threads in order; a run in progress is abandoned. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts an emulated chip with one host, in this process. Rejects if a thread does not start.
 *
 * @param onFault told why, each time the chip answers INTERNAL, and goes on; by default a warning of the process
 */
export async function startEmulator(
  spec: ChipSpec,
  onFault: (fault: EmulatorFault) => void = (fault) => process.emitWarning(fault),
): Promise<Emulator> {
  const { port1, port2 } = new MessageChannel();
  const threads = await startThreads(spec, { kind: 'port', port: port2 }, (message) => {
    if (message.kind === 'fault') onFault(new EmulatorFault(message.fault));
  });
  return {
    transport: explainedTransport(portTransport(port1), () => threads.stop()),
    stop: async () => {
      await threads.stop();
    },
  };
}
