import { isIPv4, isIPv6 } from 'node:net';

/** Where a device listens. */
export type DeviceUrl =
  | { readonly kind: 'unix'; readonly path: string }
  /** `host` is a name or an address, without brackets; port 0 stands for any free one, for listening only */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** A device URL that cannot be used as it stands. */
export class DeviceUrlError extends Error {
  constructor(
    readonly url: string,
    readonly expected: string,
  ) {
    super(`${JSON.stringify(url)} is no device URL; expected ${expected}`);
    this.name = 'DeviceUrlError';
  }
}

const FORMS = 'unix:PATH or tcp://HOST:PORT';
const LOOPBACK = '127.0.0.1';
const LARGEST_PORT = 65_535;
/** sockaddr_un holds 108 bytes and the NUL behind the path. */
const LONGEST_UNIX_PATH_BYTES = 107;

/**
 * Reads `unix:PATH` or `tcp://HOST:PORT`; an IPv6 address stands in brackets, and without a host it is the loopback
 * address. Throws a DeviceUrlError.
 */
export function parseDeviceUrl(text: string): DeviceUrl {
  if (text.startsWith('unix:')) return unixUrl(text, text.slice('unix:'.length));
  if (text.startsWith('tcp://')) return tcpUrl(text, text.slice('tcp://'.length));
  throw new DeviceUrlError(text, FORMS);
}

/** The text that parseDeviceUrl reads back. */
export function formatDeviceUrl(url: DeviceUrl): string {
  if (url.kind === 'unix') return `unix:${url.path}`;
  return `tcp://${isIPv6(url.host) ? `[${url.host}]` : url.host}:${url.port}`;
}

function unixUrl(text: string, written: string): DeviceUrl {
  const path = written.startsWith('///') ? written.slice(2) : written; // as other programs write absolute paths
  if (path === '' || path.startsWith('//') || path.includes('\0')) throw new DeviceUrlError(text, FORMS);
  const bytes = Buffer.byteLength(path);
  if (bytes > LONGEST_UNIX_PATH_BYTES) {
    throw new DeviceUrlError(text, `a path of at most ${LONGEST_UNIX_PATH_BYTES} bytes, found ${bytes}`);
  }
  return { kind: 'unix', path };
}

function tcpUrl(text: string, written: string): DeviceUrl {
  const [, bracketed, name = '', digits = ''] = /^(?:\[(.*)\]|([^[\]:/@]*)):(\d+)\/?$/.exec(written) ?? [];
  const port = Number(digits);
  if (digits === '') throw new DeviceUrlError(text, FORMS);
  if (port > LARGEST_PORT)
    throw new DeviceUrlError(text, `a port from 0 to ${LARGEST_PORT}, found ${digits}`);
  if (bracketed !== undefined) {
    if (!isIPv6(bracketed)) throw new DeviceUrlError(text, 'an IPv6 address in the brackets');
    return { kind: 'tcp', host: bracketed, port };
  }
  const host = name === '' ? LOOPBACK : name;
  const isName = /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?\.?$/.test(host) && !/^[\d.]+$/.test(host);
  if (!isName && !isIPv4(host))
    throw new DeviceUrlError(text, 'a host name or an IPv4 address before the port');
  return { kind: 'tcp', host, port };
}
