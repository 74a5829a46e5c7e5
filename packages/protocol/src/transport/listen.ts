import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from './device-url.js';
import { readingSocket, SocketReads } from './socket-reads.js';
import { socketTransport } from './socket-transport.js';
import type { Transport } from './transport.js';

/** Nobody can listen at a URL; `code` is that of the operating system, as EADDRINUSE. */
export class ListenError extends Error {
  constructor(
    readonly url: string,
    readonly code: string,
    readonly reason: string = reasons[code] ?? 'the system refuses it',
  ) {
    super(`cannot listen at ${url}: ${reason} (${code})`);
    this.name = 'ListenError';
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'someone listens there already',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'part of the path is not a folder',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such host',
  EROFS: 'the file system is read-only',
};

export interface Listener {
  /** with the port that was found, where it was asked for as 0 */
  readonly url: DeviceUrl;
  /** Listens no more and removes the socket file; open connections stay as they are. */
  close(): Promise<void>;
}

/** More than a device needs at a time: one session, and who learns that it is busy. */
const MOST_CONNECTIONS = 16;
const KEEP_ALIVE_AFTER_MS = 1000;
/** A host that asks this much without listening is not read any more until it does. */
const MOST_UNSENT_BYTES = 1 << 20;

/**
 * Listens at a URL, on the loopback address unless it names another. The socket file of a server that is gone is
 * replaced; that of a living one, and what is no socket, are left alone. Rejects with a ListenError.
 */
export async function listenForHosts(
  url: DeviceUrl,
  onConnection: (transport: Transport) => void,
): Promise<Listener> {
  const checked = parseDeviceUrl(formatDeviceUrl(url));
  const server = createServer(
    { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS, pauseOnConnect: true },
    (accepted) => {
      const reads = new SocketReads();
      const socket = readingSocket(accepted, reads);
      onConnection(socketTransport(socket, reads, { mostUnsentBytes: MOST_UNSENT_BYTES }));
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  try {
    await bind(server, checked);
  } catch (error) {
    throw error instanceof ListenError ? error : new ListenError(formatDeviceUrl(url), codeOf(error));
  }
  server.on('error', () => undefined); // one connection could not be taken: who dialled sees it
  return {
    url: checked.kind === 'unix' ? checked : { ...checked, port: (server.address() as AddressInfo).port },
    close() {
      server.close();
      return Promise.resolve();
    },
  };
}

async function bind(server: Server, url: DeviceUrl): Promise<void> {
  try {
    await listening(server, url);
  } catch (error) {
    if (url.kind === 'tcp' || codeOf(error) !== 'EADDRINUSE') throw error;
    await removeStale(url);
    await listening(server, url);
  }
}

function listening(server: Server, url: DeviceUrl): Promise<void> {
  const where: ListenOptions = url.kind === 'unix' ? { path: url.path } : { host: url.host, port: url.port };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Removes the socket file of a server that is gone. */
async function removeStale(url: Extract<DeviceUrl, { kind: 'unix' }>): Promise<void> {
  const file = await lstat(url.path);
  if (!file.isSocket()) {
    throw new ListenError(formatDeviceUrl(url), 'EADDRINUSE', 'there is a file that is not a socket');
  }
  if (await answers(url.path)) throw new ListenError(formatDeviceUrl(url), 'EADDRINUSE');
  await unlink(url.path);
}

/** Whether someone listens at a socket file. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // any other refusal than this one comes from a file that someone may be using
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
