import { ListenError, type DeviceUrl, type SessionEvent } from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { EmulatorFault } from './emulator-fault.js';
import { startThreads } from './emulator-threads.js';

/** An emulated chip that listens for hosts. */
export interface ServedEmulator {
  /** where it listens: the port that was found, where it was asked for as 0 */
  readonly url: DeviceUrl;
  /** Resolves when it serves no more, with what it failed of. */
  readonly ended: Promise<EmulatorFault | undefined>;
  /** Closes every connection, ends the threads in order and removes the socket file; a run in progress is abandoned. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ServeObserver {
  /** Told why, each time the chip answers INTERNAL, and goes on. */
  onFault?(fault: EmulatorFault): void;
  onSession?(event: SessionEvent): void;
}

/**
 * Starts an emulated chip that hosts reach at a URL, one session at a time. The device thread itself listens, so
 * bytes go from the socket to the bank without another thread in between. Rejects with a ListenError if nobody can
 * listen there. Says nothing but to the observer.
 */
export async function serveEmulator(
  spec: ChipSpec,
  url: DeviceUrl,
  observer: ServeObserver = {},
): Promise<ServedEmulator> {
  let resolve!: (url: DeviceUrl) => void;
  let reject!: (error: Error) => void;
  const listening = new Promise<DeviceUrl>((...settle) => ([resolve, reject] = settle));
  listening.catch(() => undefined); // it may fail before the threads are ready and anyone waits for it
  const threads = await startThreads(spec, { kind: 'url', url }, (message) => {
    switch (message.kind) {
      case 'fault':
        observer.onFault?.(new EmulatorFault(message.fault));
        break;
      case 'session':
        observer.onSession?.(message.event);
        break;
      case 'listening':
        resolve(message.url);
        break;
      case 'not listening':
        reject(new ListenError(message.url, message.code, message.reason));
        break;
    }
  });
  void threads.ended.then((fault) => reject(fault ?? new EmulatorFault('it ended before it listened')));
  try {
    return {
      url: await listening,
      ended: threads.ended,
      stop: async () => {
        await threads.stop();
      },
    };
  } catch (error) {
    await threads.stop();
    throw error;
  }
}
