import type { MessagePort } from 'node:worker_threads';
import { Ending, Inbox } from './delivery.js';
import { KEPT_FROM_BYTES, SpareBuffers } from './spare-buffers.js';
import type { Transport } from './transport.js';

/**
 * Over a MessagePort of worker_threads. Buffers change threads by transfer, never by a clone: `send` leaves the
 * sender's view empty. Large buffers go back when they have been read and are filled again, which saves the
 * machine from mapping new memory for every frame. A message that is not bytes ends the transport.
 */
export function portTransport(port: MessagePort): Transport {
  const spare = new SpareBuffers();
  const inbox = new Inbox((bytes) => {
    if (bytes.byteLength < KEPT_FROM_BYTES || ending.ended) return;
    if (bytes.buffer instanceof ArrayBuffer) port.postMessage(bytes.buffer, [bytes.buffer]);
  });
  const ending = new Ending();
  const fail = (reason: Error): void => {
    ending.end(reason);
    port.close();
  };
  port.on('message', (message: unknown) => {
    if (message instanceof Uint8Array) inbox.put(message);
    else if (message instanceof ArrayBuffer) spare.put(message);
    else fail(new Error(`the port carried ${typeof message} in place of bytes`));
  });
  port.on('messageerror', fail);
  port.on('close', () => ending.end());
  return {
    send(bytes) {
      if (ending.ended) return;
      if (!(bytes.buffer instanceof ArrayBuffer)) throw new TypeError('shared memory cannot be transferred');
      port.postMessage(bytes, [bytes.buffer]);
    },
    allocate: (bytes) => spare.take(bytes),
    onReceive: (handler) => inbox.receive(handler),
    onClose: (handler) => ending.hear(handler),
    close() {
      port.close();
      ending.end();
      return Promise.resolve();
    },
  };
}
