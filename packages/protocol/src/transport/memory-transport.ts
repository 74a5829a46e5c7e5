import { Ending, Inbox } from './delivery.js';
import type { Transport } from './transport.js';

/** What a link does to a piece on its way: the pieces that arrive in its place. */
export type Tamper = (bytes: Uint8Array) => readonly Uint8Array[];

/** Two ends of one link in memory, for tests; pieces arrive one microtask each, in order. */
export function memoryTransportPair(tamper: { readonly down?: Tamper; readonly up?: Tamper } = {}): {
  host: Transport;
  device: Transport;
} {
  const hostEnd = new End();
  const deviceEnd = new End();
  const transport = (own: End, other: End, alter: Tamper | undefined): Transport => ({
    send(bytes) {
      if (own.ending.ended) return;
      for (const piece of alter?.(bytes) ?? [bytes]) {
        queueMicrotask(() => {
          if (!other.ending.ended) other.inbox.put(piece);
        });
      }
    },
    onReceive: (handler) => own.inbox.receive(handler),
    onClose: (handler) => own.ending.hear(handler),
    close() {
      own.ending.end();
      queueMicrotask(() => other.ending.end());
      return Promise.resolve();
    },
  });
  return {
    host: transport(hostEnd, deviceEnd, tamper.down),
    device: transport(deviceEnd, hostEnd, tamper.up),
  };
}

class End {
  readonly inbox = new Inbox();
  readonly ending = new Ending();
}
