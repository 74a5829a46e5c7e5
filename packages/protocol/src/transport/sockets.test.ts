import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { wallClock } from '@thermoloop/sim-kernel';
import { DeviceUrlError, formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from './device-url.js';
import { dialDevice, DialError } from './dial.js';
import { ListenError, listenForHosts, type Listener } from './listen.js';
import { ConnectionLostError } from './socket-transport.js';
import type { Transport } from './transport.js';

const peer = fileURLToPath(new URL('../testing/socket-peer.js', import.meta.url));

let folder = '';
const listeners: Listener[] = [];
const transports: Transport[] = [];
const processes: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spu-'));
});

afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.close();
  for (const listener of listeners.splice(0)) await listener.close();
  for (const process of processes.splice(0)) process.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const unixUrl = (): DeviceUrl => ({ kind: 'unix', path: join(folder, 'spu.sock') });
const tcpUrl = (): DeviceUrl => ({ kind: 'tcp', host: '127.0.0.1', port: 0 });

/** A listener and the connections that it gets, in order. */
async function listen(url: DeviceUrl): Promise<{ url: DeviceUrl; next(): Promise<Transport> }> {
  const got: Transport[] = [];
  const waiting: ((transport: Transport) => void)[] = [];
  const listener = await listenForHosts(url, (transport) => {
    transports.push(transport);
    const first = waiting.shift();
    if (first === undefined) got.push(transport);
    else first(transport);
  });
  listeners.push(listener);
  return {
    url: listener.url,
    next: () => {
      const first = got.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
  };
}

async function dial(url: DeviceUrl): Promise<Transport> {
  const transport = await dialDevice(url);
  transports.push(transport);
  return transport;
}

function start(url: string, role: 'dial' | 'listen'): ChildProcess {
  const process_ = spawn(process.execPath, [peer, url, role], { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(process_);
  return process_;
}

/** The first `count` bytes. */
const received = (transport: Transport, count: number): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const bytes: number[] = [];
    transport.onReceive((piece) => {
      bytes.push(...piece);
      if (bytes.length >= count) resolve(new Uint8Array(bytes));
    });
  });

const ended = (transport: Transport): Promise<Error | undefined> =>
  new Promise((resolve) => transport.onClose(resolve));

describe.each([
  ['a unix socket', unixUrl],
  ['TCP', tcpUrl],
])('over %s', (_name, where) => {
  test('bytes go both ways, in order, and both ends hear of the end', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    const device = await server.next();
    host.send(new Uint8Array([1, 2]));
    host.send(new Uint8Array([3]));
    expect(await received(device, 3)).toEqual(new Uint8Array([1, 2, 3]));
    device.send(new Uint8Array([4]));
    expect(await received(host, 1)).toEqual(new Uint8Array([4]));
    const deviceEnd = ended(device);
    await host.close();
    expect([await ended(host), await deviceEnd]).toEqual([undefined, undefined]);
    host.send(new Uint8Array([5]));
    device.send(new Uint8Array([5]));
  });

  test('close hands on what was sent before, megabytes of it', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    const device = await server.next();
    let count = 0;
    device.onReceive((bytes) => (count += bytes.length));
    for (let i = 0; i < 16; i++) host.send(host.allocate!(1 << 20).fill(i));
    const deviceEnd = ended(device);
    await host.close();
    await deviceEnd;
    expect(count).toBe(16 << 20);
  });

  test('close does not wait for a peer that does not read', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    await server.next();
    for (let i = 0; i < 16; i++) host.send(new Uint8Array(1 << 20));
    const startMs = wallClock.nowMs();
    await host.close();
    expect(wallClock.nowMs() - startMs).toBeLessThan(2500);
  });

  test('a buffer is filled again once the kernel has taken it', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    const device = await server.next();
    let count = 0;
    const all = new Promise<void>((resolve) =>
      device.onReceive((bytes) => {
        count += bytes.length;
        if (count === 100_000) resolve();
      }),
    );
    const first = host.allocate!(100_000);
    host.send(first);
    await all;
    await wallClock.sleep(10);
    expect(host.allocate!(90_000).buffer).toBe(first.buffer);
    expect(host.allocate!(90_000).buffer).not.toBe(first.buffer);
  });

  test('bulk data wait while enough is on its way, and are asked for again', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    const device = await server.next();
    const drained = new Promise<void>((resolve) => host.onDrain!(resolve));
    let sent = 0;
    for (; host.isBacklogged === false; sent++) host.send(new Uint8Array(1 << 18));
    expect(sent).toBeLessThan(32); // what the kernel keeps, and two more
    device.onReceive(() => undefined);
    await drained;
    expect(host.isBacklogged).toBe(false);
  });

  test('a host that asks and does not listen is not read any more, until it does', async () => {
    const server = await listen(where());
    const host = await dial(server.url);
    const device = await server.next();
    let asked = 0;
    device.onReceive((bytes) => {
      asked += bytes.length;
      device.send(new Uint8Array(100 * bytes.length));
    });
    for (let i = 0; i < 1024; i++) host.send(new Uint8Array(1 << 10));
    await wallClock.sleep(200);
    expect(asked).toBeLessThan(1 << 19);
    let answered = 0;
    await new Promise<void>((resolve) =>
      host.onReceive((bytes) => {
        answered += bytes.length;
        if (answered === 100 << 20) resolve();
      }),
    );
    expect(asked).toBe(1 << 20);
  });

  test('kill -9 of the host ends the device’s side at once', async () => {
    const server = await listen(where());
    const process_ = start(formatDeviceUrl(server.url), 'dial');
    const device = await server.next();
    await received(device, 1);
    const end = ended(device);
    const killedMs = wallClock.nowMs();
    process_.kill('SIGKILL');
    await end;
    expect(wallClock.nowMs() - killedMs).toBeLessThan(1000);
  });

  test('kill -9 of the device ends the host’s side with a reason where something was on its way', async () => {
    const url = formatDeviceUrl(await freeUrl(where()));
    const process_ = start(url, 'listen');
    await once(process_.stdout!, 'data');
    const host = await dial(parseDeviceUrl(url));
    await received(host, 1);
    process_.kill('SIGSTOP');
    for (let i = 0; i < 16; i++) host.send(new Uint8Array(1 << 20)); // more than the kernel takes
    const end = ended(host);
    const killedMs = wallClock.nowMs();
    process_.kill('SIGKILL');
    const reason = await end;
    expect(reason).toBeInstanceOf(ConnectionLostError);
    expect(reason?.message).toMatch(/^the other side is gone \((ECONNRESET|EPIPE)\)$/);
    expect(wallClock.nowMs() - killedMs).toBeLessThan(1000);
  });
});

/** The URL, with a port that was free a moment ago in place of 0. */
async function freeUrl(url: DeviceUrl): Promise<DeviceUrl> {
  if (url.kind === 'unix') return url;
  const listener = await listenForHosts(url, () => undefined);
  await listener.close();
  return listener.url;
}

test('a TCP reset ends a transport with its reason', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy())).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = await dial({ kind: 'tcp', host: '127.0.0.1', port });
  host.onReceive(() => undefined);
  host.send(new Uint8Array(1));
  expect((await ended(host))?.message).toBe('the other side is gone (ECONNRESET)');
  server.close();
});

test('bytes that come before someone receives are kept', async () => {
  const server = await listen(unixUrl());
  const host = await dial(server.url);
  const device = await server.next();
  host.send(new Uint8Array([7]));
  await wallClock.sleep(20);
  expect(await received(device, 1)).toEqual(new Uint8Array([7]));
});

describe('dialling', () => {
  test('where nobody listens is refused with the reason', async () => {
    const absent = unixUrl();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const port = await freeUrl(tcpUrl());
    await expect(dialDevice(absent)).rejects.toThrow(
      new DialError(formatDeviceUrl(absent), 'ENOENT').message,
    );
    await expect(dialDevice({ kind: 'unix', path: file })).rejects.toThrow(
      `no device at unix:${file}: nobody listens there (ECONNREFUSED)`,
    );
    await expect(dialDevice({ kind: 'unix', path: join(file, 'x') })).rejects.toMatchObject({
      code: 'ENOTDIR',
    });
    await expect(dialDevice(port)).rejects.toThrow(
      /^no device at tcp:.*: nobody listens there \(ECONNREFUSED\)$/,
    );
    await expect(dialDevice({ kind: 'tcp', host: 'no-such-host.invalid', port: 1 })).rejects.toBeInstanceOf(
      DialError,
    );
  });

  test('needs a port and a path that can be', async () => {
    await expect(dialDevice(tcpUrl())).rejects.toThrow('expected a port from 1 to 65535');
    await expect(dialDevice({ kind: 'unix', path: 'x'.repeat(200) })).rejects.toBeInstanceOf(DeviceUrlError);
  });
});

describe('listening', () => {
  test('replaces the socket file of a killed server', async () => {
    const url = unixUrl();
    const process_ = start(formatDeviceUrl(url), 'listen');
    await once(process_.stdout!, 'data');
    process_.kill('SIGKILL');
    await once(process_, 'exit');
    expect(existsSync(join(folder, 'spu.sock'))).toBe(true);
    const server = await listen(url);
    const host = await dial(url);
    (await server.next()).send(new Uint8Array([1]));
    expect(await received(host, 1)).toEqual(new Uint8Array([1]));
  });

  test('refuses the place of a living server, which goes on', async () => {
    for (const where of [unixUrl(), tcpUrl()]) {
      const server = await listen(where);
      const refused = listenForHosts(server.url, () => undefined);
      await expect(refused).rejects.toBeInstanceOf(ListenError);
      await expect(refused).rejects.toThrow(
        `cannot listen at ${formatDeviceUrl(server.url)}: someone listens there already (EADDRINUSE)`,
      );
      await dial(server.url);
    }
  });

  test('leaves a file alone that is not a socket, and needs its folder', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'precious');
    await expect(listenForHosts({ kind: 'unix', path: file }, () => undefined)).rejects.toThrow(
      'there is a file that is not a socket',
    );
    expect(existsSync(file)).toBe(true);
    const nowhere: DeviceUrl = { kind: 'unix', path: join(folder, 'none', 'spu.sock') };
    await expect(listenForHosts(nowhere, () => undefined)).rejects.toBeInstanceOf(ListenError);
  });

  test('refuses an address that this machine does not have', async () => {
    const elsewhere: DeviceUrl = { kind: 'tcp', host: '192.0.2.1', port: 0 }; // RFC 5737: for documentation
    await expect(listenForHosts(elsewhere, () => undefined)).rejects.toThrow(
      'this machine does not have that address (EADDRNOTAVAIL)',
    );
  });

  test('ends with its file removed and nobody let in, while open connections go on', async () => {
    const url = unixUrl();
    const listener = await listenForHosts(url, (transport) => {
      transports.push(transport);
      transport.onReceive((bytes) => transport.send(bytes.slice()));
    });
    const host = await dial(url);
    await listener.close();
    expect(existsSync(join(folder, 'spu.sock'))).toBe(false);
    await expect(dialDevice(url)).rejects.toMatchObject({ code: 'ENOENT' });
    host.send(new Uint8Array([9]));
    expect(await received(host, 1)).toEqual(new Uint8Array([9]));
  });

  test('binds the loopback address unless told otherwise', async () => {
    const { url } = await listen(parseDeviceUrl('tcp://:0'));
    expect(url).toMatchObject({ host: '127.0.0.1' });
    if (url.kind !== 'tcp') return;
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      await expect(dialDevice({ ...url, host: address })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  test('takes few connections at a time', async () => {
    const { url } = await listen(unixUrl());
    const hosts: Transport[] = [];
    for (let i = 0; i < 20; i++) {
      const host = await dial(url);
      host.onReceive(() => undefined);
      hosts.push(host);
    }
    await Promise.all(hosts.slice(16).map(ended));
  });

  test('takes others when those have gone', async () => {
    const server = await listen(unixUrl());
    for (let i = 0; i < 40; i++) {
      const host = await dial(server.url);
      const device = await server.next();
      device.onReceive(() => undefined);
      const end = ended(device);
      await host.close();
      await end;
      await device.close();
    }
  });
});
