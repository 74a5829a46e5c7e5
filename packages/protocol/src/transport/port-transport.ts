import type { MessagePort } from 'node:worker_threads';
import { Ending, Inbox } from './delivery.js';
import type { Transport } from './transport.js';

/**
 * Over a MessagePort of worker_threads. Buffers change threads by transfer, never by a clone: `send` leaves the
 * sender's view empty. A message that is not bytes ends the transport.
 */
export function portTransport(port: MessagePort): Transport {
  const inbox = new Inbox();
  const ending = new Ending();
  port.on('message', (message: unknown) => {
    if (message instanceof Uint8Array) {
      inbox.put(message);
      return;
    }
    ending.end(new Error(`the port carried ${typeof message} in place of bytes`));
    port.close();
  });
  port.on('messageerror', (error) => {
    ending.end(error);
    port.close();
  });
  port.on('close', () => ending.end());
  return {
    send(bytes) {
      if (ending.ended) return;
      if (!(bytes.buffer instanceof ArrayBuffer)) throw new TypeError('shared memory cannot be transferred');
      port.postMessage(bytes, [bytes.buffer]);
    },
    onReceive: (handler) => inbox.receive(handler),
    onClose: (handler) => ending.hear(handler),
    close() {
      port.close();
      ending.end();
      return Promise.resolve();
    },
  };
}
