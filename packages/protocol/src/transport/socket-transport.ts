import type { Socket } from 'node:net';
import { wallClock } from '@thermoloop/sim-kernel';
import { Ending } from './delivery.js';
import type { SocketReads } from './socket-reads.js';
import { SpareBuffers } from './spare-buffers.js';
import type { Transport } from './transport.js';

/** How long `close` waits for a peer that does not read. */
const LONGEST_CLOSE_MS = 1000;

/** Why a connection ended that nobody closed; `code` is that of the operating system. */
export class ConnectionLostError extends Error {
  constructor(readonly code: string) {
    super(`${lossOf(code)} (${code})`);
    this.name = 'ConnectionLostError';
  }
}

function lossOf(code: string): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the other side is gone';
  if (code === 'ETIMEDOUT') return 'the other machine does not answer';
  return 'the connection broke';
}

export interface SocketTransportOptions {
  /**
   * While more than this waits to be sent, nothing is read, so that a peer that asks and does not listen cannot fill
   * the memory. For one end of a connection only: two that wait for each other would wait for ever. Default: no limit
   */
  readonly mostUnsentBytes?: number;
}

/** Two frames of bulk data: they keep the kernel's buffer filled while a third is put together. */
const BACKLOG_BYTES = 524_288;

/**
 * Over a connected socket, TCP or unix, that reads as `reads` says. Large buffers are filled again when the kernel has taken them. `close`
 * resolves when all that was sent has been handed to the kernel, when the peer is gone, or after a second.
 */
export function socketTransport(
  socket: Socket,
  reads: SocketReads,
  { mostUnsentBytes = Infinity }: SocketTransportOptions = {},
): Transport {
  const spare = new SpareBuffers();
  const ending = new Ending();
  let isReceiving = false;
  let lost: ConnectionLostError | undefined;
  socket.pause(); // until someone receives: what comes is kept by the kernel
  socket.setNoDelay(true); // of no effect on a unix socket
  socket.on('error', (error: NodeJS.ErrnoException) => {
    lost = new ConnectionLostError(error.code ?? error.message);
  });
  socket.on('end', () => ending.end());
  socket.on('close', () => ending.end(lost));
  socket.on('drain', () => {
    if (isReceiving) socket.resume();
  });

  let drained: () => void = () => undefined;
  return {
    get isBacklogged() {
      return socket.writableLength >= BACKLOG_BYTES;
    },
    onDrain(handler) {
      drained = handler;
    },
    send(bytes) {
      if (ending.ended) return;
      socket.write(bytes, (error) => {
        if (error) return;
        if (bytes.buffer instanceof ArrayBuffer) spare.put(bytes.buffer);
        if (socket.writableLength < BACKLOG_BYTES) drained();
      });
      if (socket.writableLength > mostUnsentBytes) socket.pause();
    },
    allocate: (bytes) => spare.take(bytes),
    onReceive(handler) {
      isReceiving = true;
      reads.start(socket, (bytes) => {
        if (!ending.ended) handler(bytes);
      });
    },
    onClose: (handler) => ending.hear(handler),
    close() {
      ending.end();
      return closed(socket);
    },
  };
}

/** Ends a connection in order: what was written goes out first, what still comes is dropped. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableFinished) {
      resolve();
      return;
    }
    const giveUp = wallClock.after(LONGEST_CLOSE_MS, () => socket.destroy());
    socket.once('close', () => {
      giveUp();
      resolve();
    });
    socket.end(resolve);
    socket.resume();
    socket.unref();
  });
}
