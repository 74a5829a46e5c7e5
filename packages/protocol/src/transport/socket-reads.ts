import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';

/** The kernel holds about as much for a unix socket. */
const READ_BYTES = 262_144;

/**
 * All sockets of a thread read into this memory: what one read brought has been handled before the next. Node would
 * make a new buffer for every read, and collecting those of bulk data as garbage costs more than all else that is done
 * with them.
 */
const memory = new Uint8Array(READ_BYTES);

/** How a socket reads, and who gets it. */
export class SocketReads {
  /** for the constructor of the socket */
  readonly onread: OnReadOpts = {
    buffer: memory,
    callback: (count) => {
      this.handler(memory.subarray(0, count));
      return true;
    },
  };
  private handler: (bytes: Uint8Array) => void = () => undefined;

  /** Bytes are valid until the handler returns. A paused socket goes on. */
  start(socket: Socket, handler: (bytes: Uint8Array) => void): void {
    this.handler = handler;
    socket.resume();
  }
}

/**
 * An accepted socket that reads so, in place of the one that the server made and has not begun to read: Node's servers
 * do not offer it. Closing it closes the other.
 */
export function readingSocket(accepted: Socket, { onread }: SocketReads): Socket {
  const owner = accepted as unknown as { _handle: unknown };
  const options = { handle: owner._handle, manualStart: true, onread };
  owner._handle = null;
  const socket = new Socket(options as SocketConstructorOpts);
  socket.once('close', () => accepted.destroy()); // the server counts it until then
  return socket;
}
