import { once } from 'node:events';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import { Child } from './child-process.js';
import { bulkBytes } from './bulk.js';

/** As large as the frames of the link. */
const chunkBytes = 262_144;

/** Bytes from this process to another with nothing around them: the standard input of a child, or a unix socket. */
export interface BarePipe {
  /** Moves as much as one bulk transfer and waits until the other side has it. */
  move(): Promise<void>;
  stop(): Promise<void>;
}

export async function standardInputPipe(): Promise<BarePipe> {
  const child = await Child.start('pipe-process.js', ['-', String(bulkBytes)]);
  const { stdin } = child.process;
  if (stdin === null) throw new Error('the child has no standard input');
  return {
    async move() {
      const done = once(child.process, 'message');
      await writeAll(stdin);
      await done;
    },
    stop: () => child.stop(),
  };
}

export async function unixSocketPipe(path: string): Promise<BarePipe> {
  const child = await Child.start('pipe-process.js', [path, String(bulkBytes)]);
  const socket = connect(path);
  await once(socket, 'connect');
  return {
    async move() {
      const done = once(socket, 'data');
      await writeAll(socket);
      await done;
    },
    async stop() {
      socket.destroy();
      await child.stop();
    },
  };
}

const chunk = Buffer.alloc(chunkBytes, 0x5a);

async function writeAll(to: Writable): Promise<void> {
  for (let left = bulkBytes; left > 0; left -= chunkBytes) {
    if (!to.write(chunk.subarray(0, left))) await once(to, 'drain');
  }
}
