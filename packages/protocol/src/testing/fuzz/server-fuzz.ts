import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { VirtualClock, wallClock } from '@thermoloop/sim-kernel';
import * as fc from 'fast-check';
import type { CapabilityRecord } from '../../capabilities.js';
import { SpuClient } from '../../client/client.js';
import { bytesOfCodes, bytesPerCode, codeArrayConstructor, type CodeArray } from '../../codes.js';
import { ArrayId, DeviceState, Flag, StartState } from '../../generated/enums.js';
import { Opcode } from '../../generated/messages.js';
import type { SpuDeviceHandler } from '../../server/handler.js';
import { SpuServer } from '../../server/server.js';
import { memoryTransportPair } from '../../transport/memory-transport.js';
import { frameBytes } from '../../wire/frame.js';
import type { Outcome } from '../../wire-error.js';
import { HostileHost } from './hostile-host.js';
import { moves, type Move } from './moves.js';
import { crcOf, framesIn, headersIn, Kind } from './oracle.js';

const MOVES_A_HOST = 40;
const MICROTASKS_OF_AN_ANSWER = 30;
/** With room: a WRITE_REGISTERS of a move. */
const LONGEST_COMMAND = 1024;
/** How often memory is weighed and the device made to work. */
const HOSTS_A_CHECK = 100;

export interface ServerFuzz {
  /** sent, of any kind */
  frames: number;
  hosts: number;
  answers: number;
  commits: number;
  /** DATA frames with codes of the device */
  readings: number;
  /** MEASUREs that were done */
  measurements: number;
  /** the most that was held at any check above what was held at the first, in bytes */
  mostBuffers: number;
  mostHeap: number;
}

/** A device under fuzz; `open` is called for each hostile host, and may give the same device each time. */
export interface FuzzedDevice {
  readonly capabilities: CapabilityRecord;
  open(): SpuDeviceHandler;
}

/**
 * Hostile hosts, one after the other, against a whole SpuServer: nothing is thrown, nothing but good frames comes back,
 * no command is answered twice, only what a COMMIT names bit for bit is armed, memory stays below `bufferBound`, and
 * the device does its work for the next host. Throws, with seed and counterexample, where one of this does not hold.
 */
export async function fuzzServer(device: FuzzedDevice, frames: number, seed: number): Promise<ServerFuzz> {
  const count: ServerFuzz = {
    frames: 0,
    hosts: 0,
    answers: 0,
    commits: 0,
    readings: 0,
    measurements: 0,
    mostBuffers: 0,
    mostHeap: 0,
  };
  const weigh = scale(count);
  const expected = await workOf(new SpuServer(device.open()), device.capabilities);
  const hosts = fc.record({
    plan: fc.array(moves, { minLength: MOVES_A_HOST, maxLength: MOVES_A_HOST }),
    sizes: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
  });
  while (count.frames < frames) {
    await fc.assert(
      fc.asyncProperty(hosts, async ({ plan, sizes }) => {
        const isChecked = count.hosts % HOSTS_A_CHECK === 0;
        await fight(
          device,
          plan,
          sizes,
          count,
          isChecked ? weigh : undefined,
          isChecked ? expected : undefined,
        );
      }),
      { seed: seed + count.hosts, numRuns: 50 },
    );
  }
  return count;
}

/** What a host can make the device and its server hold: one frame, every bank and reading of the chip, and what its MEASUREs brought. */
export function bufferBound(chip: CapabilityRecord): number {
  const { rows, cells, blockSize, banks, runQueueDepth, readoutBufferBytes } = chip;
  const bank =
    rows * cells * bytesPerCode(chip.couplingFormat.kind) +
    rows * blockSize * bytesPerCode(chip.blockFormat.kind) +
    cells * (bytesPerCode(chip.driveFormat.kind) + bytesPerCode(chip.startFormat.kind));
  const payload = chip.maximumPayloadBytes;
  return frameBytes(payload) + banks * bank + (1 + runQueueDepth) * (readoutBufferBytes + payload);
}

async function fight(
  device: FuzzedDevice,
  plan: readonly Move[],
  sizes: readonly number[],
  count: ServerFuzz,
  weigh: (() => void) | undefined,
  expected: Uint8Array | undefined,
): Promise<void> {
  const faults: unknown[] = [];
  const handler = audited(device.open());
  const server = new SpuServer(handler, { onFault: (fault) => faults.push(fault) });
  const host = new HostileHost(device.capabilities);
  server.attach(host.transport);
  for (const [index, move] of plan.entries()) {
    host.make(move, sizes);
    // some commands find a run in progress, others its end
    if (move.what === 'run' && index % 2 === 0) await idle(handler);
    else if (index % 4 === 3) await Promise.resolve();
  }
  await idle(handler);
  for (let i = 0; i < MICROTASKS_OF_AN_ANSWER; i++) await Promise.resolve();
  weigh?.();
  count.hosts += 1;
  count.frames += host.frames;
  count.commits += handler.commits.length;
  checkAnswers(host, count);
  checkCommits(host, handler.commits);
  if (faults.length > 0) throw new Error(`the device failed: ${String(faults[0])}`, { cause: faults[0] });
  host.hangUp();
  if (expected !== undefined) {
    const codes = await workOf(server, device.capabilities);
    if (!Buffer.from(codes).equals(expected)) throw new Error('the next host got other codes than the first');
  }
  await server.close();
}

async function idle(device: SpuDeviceHandler): Promise<void> {
  while (device.status().state === DeviceState.RUNNING) await wallClock.sleep(0);
}

function checkAnswers(host: HostileHost, count: ServerFuzz): void {
  if (host.strayBytes > 0) throw new Error(`${host.strayBytes} bytes came that belong to no frame`);
  const asked = headersIn(Buffer.concat(host.sent)).filter(({ kind }) => kind === Kind.COMMAND);
  const answered = new Map<string, number>();
  for (const { kind, verdict, opcode, flags, session, request } of host.heard) {
    if (verdict !== 'good') throw new Error(`a frame came with ${verdict}`);
    if (kind === Kind.DATA) count.readings += 1;
    if (kind !== Kind.ANSWER) continue;
    count.answers += 1;
    if (opcode === Opcode.MEASURE && (flags & Flag.ERROR) === 0) count.measurements += 1;
    const key = `${opcode} ${session} ${request}`;
    answered.set(key, (answered.get(key) ?? 0) + 1);
  }
  for (const [key, answers] of answered) {
    const commands = asked.filter(
      ({ opcode, session, request }) => key === `${opcode} ${session} ${request}`,
    ).length;
    if (answers > commands) throw new Error(`${commands} commands ${key} got ${answers} answers`);
  }
}

function checkCommits(host: HostileHost, commits: readonly ReadonlyMap<ArrayId, number>[]): void {
  const sent = framesIn(Buffer.concat([...host.sent, Buffer.alloc(LONGEST_COMMAND)]), LONGEST_COMMAND).found;
  const claims = sent
    .filter(({ kind, opcode }) => kind === Kind.COMMAND && opcode === 0x23)
    .map(({ payload }) => Buffer.from(payload));
  for (const commit of commits) {
    const isClaimed = claims.some((claim) =>
      [...commit].every(
        ([array, crc]) => claim.length >= 28 && claim.readUInt32LE(claim.length - 20 + 4 * array) === crc,
      ),
    );
    if (!isClaimed) throw new Error('the device armed what no COMMIT named');
  }
}

/** The device, and the CRCs of the arrays that it was told to arm. */
function audited(
  device: SpuDeviceHandler,
): SpuDeviceHandler & { readonly commits: ReadonlyMap<ArrayId, number>[] } {
  const storages = new Map<ArrayId, Uint8Array>();
  const commits: ReadonlyMap<ArrayId, number>[] = [];
  return {
    commits,
    capabilities: device.capabilities,
    beginWrite(write) {
      const storage = device.beginWrite(write);
      if (storage instanceof Uint8Array) storages.set(write.array, storage);
      return storage;
    },
    commit(commit) {
      commits.push(new Map(commit.arrays.map((array) => [array, crcOf(storages.get(array)!)])));
      return device.commit(commit);
    },
    writeRegisters: (entries) => device.writeRegisters(entries),
    readRegister: (name) => device.readRegister(name),
    run: (order, arrivalPs) => device.run(order, arrivalPs),
    read: (order, arrivalPs) => device.read(order, arrivalPs),
    measure: (order, arrivalPs) => device.measure(order, arrivalPs),
    completeReport: (report, linkUp) => device.completeReport(report, linkUp),
    status: () => device.status(),
    reset: () => device.reset(),
    sessionClosed: () => device.sessionClosed(),
    linkDown: (frame, departurePs) => device.linkDown(frame, departurePs),
    linkUp: (frame, departurePs) => device.linkUp(frame, departurePs),
  };
}

/** What the device gives an honest host: codes of one run. */
async function workOf(server: SpuServer, chip: CapabilityRecord): Promise<Uint8Array> {
  const link = memoryTransportPair();
  server.attach(link.device);
  const client = must(await SpuClient.connect(link.host, new VirtualClock()));
  const [rows, cells] = [2, 3];
  const [couplings, drive] = [
    codesOf(chip.couplingFormat.kind, rows * cells),
    codesOf(chip.driveFormat.kind, cells),
  ];
  const commit = {
    arrays: [ArrayId.COUPLINGS, ArrayId.DRIVE],
    rows,
    cells,
    crc32c: {
      [ArrayId.COUPLINGS]: must(await client.write(ArrayId.COUPLINGS, couplings, { rows, columns: cells }))
        .crc32c,
      [ArrayId.DRIVE]: must(await client.write(ArrayId.DRIVE, drive, { rows: 1, columns: cells })).crc32c,
    },
  };
  must(await client.commit(commit));
  const { codes } = must(await client.run({ start: StartState.GRADIENT, runTicks: 3n }));
  await client.close();
  return bytesOfCodes(codes);
}

function codesOf(kind: 0 | 1 | 2, count: number): CodeArray {
  const codes = new (codeArrayConstructor(kind))(count);
  return codes.map((_, i) => (i % 3) + 1);
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.sentence());
  return outcome.value;
}

/** Weighs what is alive, against the first time. */
function scale(count: ServerFuzz): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const weight = (): { arrayBuffers: number; heapUsed: number } => {
    collect();
    collect(); // the buffers of what the first one found are freed while it goes on
    return process.memoryUsage();
  };
  const first = weight();
  return () => {
    const now = weight();
    count.mostBuffers = Math.max(count.mostBuffers, now.arrayBuffers - first.arrayBuffers);
    count.mostHeap = Math.max(count.mostHeap, now.heapUsed - first.heapUsed);
  };
}
