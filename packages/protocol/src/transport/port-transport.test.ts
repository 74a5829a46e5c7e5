import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '@thermoloop/sim-kernel';
import { SpuClient } from '../client/client.js';
import { ArrayId, CodeKind, ErrorCode, StartState } from '../generated/enums.js';
import { portTransport } from './port-transport.js';
import type { Transport } from './transport.js';

const open: Transport[] = [];

function pair(): [Transport, Transport, MessageChannel] {
  const channel = new MessageChannel();
  const ends: [Transport, Transport] = [portTransport(channel.port1), portTransport(channel.port2)];
  open.push(...ends);
  return [...ends, channel];
}

/** The next piece, copied. */
const received = (transport: Transport): Promise<Uint8Array> =>
  new Promise((resolve) => transport.onReceive((bytes) => resolve(bytes.slice())));

const closed = (transport: Transport): Promise<Error | undefined> =>
  new Promise((resolve) => transport.onClose(resolve));

afterEach(async () => {
  for (const transport of open.splice(0)) await transport.close();
});

describe('a port transport', () => {
  test('moves the buffer and leaves the sender an empty view', async () => {
    const [a, b] = pair();
    const bytes = new Uint8Array([1, 2, 3]);
    a.send(bytes);
    expect(bytes).toHaveLength(0);
    expect(await received(b)).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('keeps what comes before someone receives', async () => {
    const [a, b, { port2 }] = pair();
    const arrived = once(port2, 'message');
    a.send(new Uint8Array([7]));
    await arrived;
    expect(await received(b)).toEqual(new Uint8Array([7]));
  });

  test('fills large buffers again when they have been read', async () => {
    const [a, b, { port1 }] = pair();
    const first = a.allocate!(100_000).fill(1);
    a.send(first);
    const back = once(port1, 'message');
    await received(b);
    await back;
    expect(a.allocate!(200_000).buffer.byteLength).toBe(200_000);
    const second = a.allocate!(90_000);
    expect([second.length, second.buffer.byteLength, second[0]]).toEqual([90_000, 100_000, 1]);
    second.fill(2);
    a.send(second);
    expect(await received(b)).toEqual(new Uint8Array(90_000).fill(2));
    expect(a.allocate!(100).buffer.byteLength).toBe(100);
  });

  test('tells both ends of the end, also late, and sends nothing after it', async () => {
    const [a, b] = pair();
    await a.close();
    expect(await closed(a)).toBeUndefined();
    expect(await closed(b)).toBeUndefined();
    a.send(new Uint8Array(3));
    b.send(new Uint8Array(3));
    expect(await closed(b)).toBeUndefined();
  });

  test('ends where something else than bytes comes', async () => {
    const [, b, { port1 }] = pair();
    port1.postMessage('hello');
    expect((await closed(b))?.message).toBe('the port carried string in place of bytes');
  });

  test('refuses shared memory', () => {
    const [a] = pair();
    expect(() => a.send(new Uint8Array(new SharedArrayBuffer(4)))).toThrow('shared memory');
  });
});

describe('a device in another thread', () => {
  async function start(maximumPayloadBytes: number): Promise<{ client: SpuClient; worker: Worker }> {
    const channel = new MessageChannel();
    const chip = {
      cells: 20_000,
      maximumPayloadBytes,
      couplingFormat: { kind: CodeKind.INT8, resolutionBits: 8 },
    };
    const worker = new Worker(new URL('../testing/device-thread.js', import.meta.url), {
      workerData: { port: channel.port1, chip },
      transferList: [channel.port1],
    });
    const connected = await SpuClient.connect(portTransport(channel.port2), new VirtualClock());
    if (!connected.ok) throw new Error(connected.error.sentence());
    return { client: connected.value, worker };
  }

  test('gets every code as it was and gives every code back as it is', async () => {
    const { client, worker } = await start(65_536);
    const [rows, cells] = [64, 9098];
    const couplings = Int8Array.from({ length: rows * cells }, (_, i) => (i * 31) % 127);
    const drive = Int16Array.from({ length: cells }, (_, i) => ((i * 7919) % 4095) - 2047);
    const writes = await Promise.all([
      client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }),
      client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells }),
    ]);
    expect(writes.map(({ ok }) => ok)).toEqual([true, true]);
    const crcs = writes.map((write) => (write.ok ? write.value.crc32c : 0));
    const armed = await client.commit({
      arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
      rows,
      cells,
      crc32c: { [ArrayId.COUPLINGS]: crcs[0]!, [ArrayId.DRIVE]: crcs[1]! },
    });
    expect(armed.ok).toBe(true);
    const run = await client.run({ start: StartState.GRADIENT, reads: 2, runTicks: 1n });
    expect(run.ok && run.value.codes).toEqual(Int16Array.of(...drive, ...drive));
    await client.close();
    await worker.terminate();
  });

  test('that ends ends every command with LINK_CLOSED', async () => {
    const { client, worker } = await start(4096);
    const writing = client.write(ArrayId.COUPLINGS, new Int8Array(4_000_000), { rows: 400, columns: 10_000 });
    await worker.terminate();
    const outcome = await writing;
    expect(!outcome.ok && outcome.error.code).toBe(ErrorCode.LINK_CLOSED);
    const after = await client.status();
    expect(!after.ok && after.error.sentence()).toBe('STATUS got no answer: the link closed');
    await client.close();
  });
});
