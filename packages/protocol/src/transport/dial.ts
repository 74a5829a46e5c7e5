import { connect, type Socket } from 'node:net';
import { wallClock } from '@thermoloop/sim-kernel';
import { DeviceUrlError, formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from './device-url.js';
import { SocketReads } from './socket-reads.js';
import { socketTransport } from './socket-transport.js';
import type { Transport } from './transport.js';

const LONGEST_DIAL_MS = 3000;
const KEEP_ALIVE_AFTER_MS = 1000;

/** Nobody could be reached at a device URL; `code` is that of the operating system, as ECONNREFUSED. */
export class DialError extends Error {
  constructor(
    readonly url: string,
    readonly code: string,
  ) {
    super(`no device at ${url}: ${reasonOf(code)} (${code})`);
    this.name = 'DialError';
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  ENOTSOCK: 'that is not a socket',
  ENOTDIR: 'part of the path is not a folder',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was closed at once',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

const reasonOf = (code: string): string => reasons[code] ?? 'it cannot be reached';

/**
 * Connects to who listens at a URL. Rejects with a DialError, at the latest after 3 s, or with a DeviceUrlError where
 * nobody can listen.
 */
export async function dialDevice(url: DeviceUrl): Promise<Transport> {
  const text = formatDeviceUrl(url);
  const checked = parseDeviceUrl(text);
  if (checked.kind === 'tcp' && checked.port === 0) throw new DeviceUrlError(text, 'a port from 1 to 65535');
  const reads = new SocketReads();
  return socketTransport(await connected(checked, text, reads), reads);
}

function connected(url: DeviceUrl, text: string, { onread }: SocketReads): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      url.kind === 'unix'
        ? { path: url.path, onread }
        : {
            host: url.host,
            port: url.port,
            onread,
            keepAlive: true,
            keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
          },
    );
    const fail = (code: string): void => {
      socket.destroy();
      reject(new DialError(text, code));
    };
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message);
    const callOff = wallClock.after(LONGEST_DIAL_MS, () => fail('ETIMEDOUT'));
    socket.once('error', onError);
    socket.once('close', callOff);
    socket.once('connect', () => {
      callOff();
      socket.off('error', onError);
      socket.pause();
      resolve(socket);
    });
  });
}
