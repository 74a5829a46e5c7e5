import type { CapabilityRecord } from '../../capabilities.js';
import { bytesPerCode } from '../../codes.js';
import { ArrayId, ErrorCode, Flag, TestInput } from '../../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../../generated/frame.js';
import {
  commands,
  creditPayload,
  errorRecord,
  helloAnswer,
  Opcode,
  type CommandName,
} from '../../generated/messages.js';
import type { Transport } from '../../transport/transport.js';
import { decodeRecord, encodeRecord, type Codec } from '../../wire/codec.js';
import { plainRun } from '../plain-run.js';
import { damaged } from './damage.js';
import type { Move } from './moves.js';
import { crcOf, frameOf, framesIn, Kind, SIM_TIME, type Found, type Head } from './oracle.js';

const WINDOW_PAYLOADS = 8;

const inOrder = { request: 0, session: 0, stampPs: undefined };

/** A host without one says HELLO first. */
const needsSession: ReadonlySet<Move['what']> = new Set([
  'problem',
  'run',
  'read',
  'measure',
  'data',
  'greedy',
]);

/** A host that makes moves, and keeps every byte that went either way. Its transport is synchronous. */
export class HostileHost {
  readonly sent: Buffer[] = [];
  readonly heard: Found[] = [];
  /** bytes heard that belonged to no frame */
  strayBytes = 0;
  frames = 0;
  readonly transport: Transport;
  private unread: Buffer = Buffer.alloc(0);
  private receive: (bytes: Uint8Array) => void = () => undefined;
  private ended: (reason?: Error) => void = () => undefined;
  private sequence = 0;
  private session = 0;
  private request = 0;
  private creditLimit = 0;

  constructor(private readonly chip: CapabilityRecord) {
    this.transport = {
      send: (bytes) => this.hear(bytes),
      onReceive: (handler) => (this.receive = handler),
      onClose: (handler) => (this.ended = handler),
      close: () => {
        this.hangUp();
        return Promise.resolve();
      },
    };
  }

  /** Sends what a move says, cut into pieces of the given sizes. */
  make(move: Move, sizes: readonly number[]): void {
    if (this.session === 0 && needsSession.has(move.what)) this.push([this.hello(inOrder)], sizes);
    if (move.what === 'noise') {
      this.push([Buffer.from(move.bytes)], sizes);
      return;
    }
    const frames = this.framesOf(move);
    const hit = move.hit % frames.length;
    this.push(
      frames.map((frame, index) => (index === hit ? damaged(frame, move.damage) : frame)),
      sizes,
    );
  }

  private push(frames: readonly Buffer[], sizes: readonly number[]): void {
    this.frames += frames.length;
    const bytes = Buffer.concat(frames);
    this.sent.push(bytes);
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const piece = new Uint8Array(bytes.subarray(at, at + sizes[i % sizes.length]!));
      at += piece.length;
      this.receive(piece);
      piece.fill(0x53);
    }
  }

  hangUp(): void {
    this.receive = () => undefined;
    this.ended();
    this.ended = () => undefined;
  }

  private framesOf(move: Exclude<Move, { what: 'noise' }>): Buffer[] {
    switch (move.what) {
      case 'hello':
        return [this.hello({ ...move, session: move.session - this.session })];
      case 'bare':
        return [this.command(move.name, {}, move)];
      case 'cancel':
        return [this.command('CANCEL', { target: (this.request - move.back) & 0x7fff }, move)];
      case 'problem':
        return this.problem(move);
      case 'greedy':
        return [this.greedy(move)];
      case 'run': {
        const { start, latch, reads, repeats, ticks } = move;
        return [
          this.command('RUN', { ...plainRun, start, latch, reads, repeats, runTicks: BigInt(ticks) }, move),
        ];
      }
      case 'read':
        return [this.command('READ', { reads: move.reads, readIndex: 0 }, move)];
      case 'measure':
        return [this.measure(move)];
      case 'data':
        return [this.data(move.array, move.offset, new Uint8Array(move.bytes).fill(1), move)];
      case 'command': {
        const tails: Partial<Record<CommandName, object>> = {
          WRITE_REGISTERS: { registers: [{ address: 8 * move.tail, bits: BigInt(move.hit) << 60n }] },
          MEASURE: { codes: new Uint8Array(move.tail).fill(move.hit) },
        };
        return [this.command(move.name, { ...move.record, ...tails[move.name] }, move)];
      }
      case 'raw':
        return [
          this.frame(move.kind, move.opcode, move.payload, { ...move, stampPs: undefined }, move.flags),
        ];
    }
  }

  private hello(move: Pick<Move, 'request' | 'session' | 'stampPs'>): Buffer {
    const version = { versionMinimum: PROTOCOL_VERSION, versionMaximum: PROTOCOL_VERSION };
    return this.command('HELLO', { ...version, hostNonce: this.frames, schemaHash: SCHEMA_HASH }, move);
  }

  private problem(move: Move & { what: 'problem' }): Buffer[] {
    const { rows, cells, pieces, salt } = move;
    const couplings = this.codes(ArrayId.COUPLINGS, rows * cells, salt);
    const drive = this.codes(ArrayId.DRIVE, cells, salt + 7);
    const crc32c = [crcOf(couplings), 0, crcOf(drive), 0];
    return [
      ...this.write(ArrayId.COUPLINGS, couplings, rows, cells, pieces, move),
      ...this.write(ArrayId.DRIVE, drive, 1, cells, pieces, move),
      this.command('COMMIT', { arrays: 5, rows, cells, crc32c }, move),
    ];
  }

  private write(
    array: 0 | 2,
    codes: Uint8Array,
    rows: number,
    columns: number,
    pieces: number,
    move: Move,
  ): Buffer[] {
    const position = (this.creditLimit - WINDOW_PAYLOADS * this.chip.maximumPayloadBytes) >>> 0;
    const { kind } = this.formatOf(array);
    const command = this.command(
      'WRITE',
      { array, codeKind: kind, rows, columns, totalBytes: codes.length, position },
      move,
    );
    const size = Math.ceil(codes.length / pieces);
    const data: Buffer[] = [];
    for (let at = 0; at < codes.length; at += size)
      data.push(this.data(array, at, codes.subarray(at, at + size), move));
    return [command, ...data];
  }

  private greedy(move: Move & { what: 'greedy' }): Buffer {
    const { rows, cells, blockSize } = this.chip;
    const shapes = [
      [rows, cells],
      [Math.floor(rows / blockSize), blockSize ** 2],
      [1, cells],
      [1, cells],
    ];
    const [r, c] = shapes[move.array]!;
    const { kind } = this.formatOf(move.array);
    const totalBytes = r! * c! * bytesPerCode(kind);
    return this.command(
      'WRITE',
      { array: move.array, codeKind: kind, rows: r, columns: c, totalBytes, position: 0 },
      move,
    );
  }

  private measure(move: Move & { what: 'measure' }): Buffer {
    const { input, reads, converter, ticks } = move;
    const isLoopback = input === TestInput.LOOPBACK;
    const count = isLoopback ? move.codes : 0;
    const record = {
      input,
      codeKind: this.formatOf(ArrayId.DRIVE).kind,
      reads,
      count,
      dacConverter: isLoopback ? converter : 0,
      adcConverter: converter,
      delayTicks: isLoopback ? BigInt(ticks) : 0n,
      measureIndex: 0,
      codes: this.codes(ArrayId.DRIVE, count, ticks),
    };
    return this.command('MEASURE', record, move);
  }

  private formatOf(array: 0 | 1 | 2 | 3) {
    const { couplingFormat, blockFormat, driveFormat, startFormat } = this.chip;
    return [couplingFormat, blockFormat, driveFormat, startFormat][array]!;
  }

  private codes(array: 0 | 2, count: number, salt: number): Uint8Array {
    const bytes = bytesPerCode(this.formatOf(array).kind);
    const codes = new Uint8Array(count * bytes);
    for (let i = 0; i < count; i++) codes[i * bytes] = (i * 7 + salt) % 5;
    return codes;
  }

  private command(
    name: CommandName,
    record: object,
    move: Pick<Move, 'request' | 'session' | 'stampPs'>,
  ): Buffer {
    const { opcode, command } = commands[name];
    this.request = (this.request + 1) & 0x7fff;
    return this.frame(Kind.COMMAND, opcode, encodeRecord(command as Codec<unknown>, record), move, 0);
  }

  private data(array: number, offset: number, codes: Uint8Array, move: Move): Buffer {
    const payload = Buffer.alloc(8 + codes.length);
    payload.writeUInt32LE(offset, 0);
    payload.writeUInt8(array, 4);
    payload.set(codes, 8);
    return this.frame(Kind.DATA, Opcode.DATA, payload, move, 0);
  }

  private frame(
    kind: number,
    opcode: number,
    body: Uint8Array,
    move: Pick<Move, 'request' | 'session' | 'stampPs'>,
    flags: number,
  ): Buffer {
    const stamp = Buffer.alloc(move.stampPs === undefined ? 0 : 8);
    if (move.stampPs !== undefined) stamp.writeBigUInt64LE(move.stampPs);
    const head: Head = {
      version: PROTOCOL_VERSION,
      kind,
      opcode,
      flags: flags | (move.stampPs === undefined ? 0 : SIM_TIME),
      sequence: this.sequence,
      session: (this.session + move.session) & 0xffff,
      request: (this.request + move.request) & 0xffff,
    };
    this.sequence = (this.sequence + 1) >>> 0;
    return frameOf(head, Buffer.concat([stamp, body]));
  }

  private hear(bytes: Uint8Array): void {
    this.unread = Buffer.concat([this.unread, bytes]);
    const { found, skipped, used } = framesIn(this.unread, 1 << 24);
    this.strayBytes += skipped;
    this.unread = this.unread.subarray(used);
    for (const frame of found) this.learn(frame);
    this.heard.push(...found);
  }

  /** What the next moves need: the session, the credit, and which command the device waits for. */
  private learn({ kind, opcode, flags, session, payload }: Found): void {
    const body = payload.subarray(flags & SIM_TIME ? 8 : 0);
    if (kind === Kind.CREDIT) this.creditLimit = decodeRecord(creditPayload, body).creditLimitBytes;
    if (kind !== Kind.ANSWER) return;
    if (flags & Flag.ERROR) {
      const { code, limit } = decodeRecord(errorRecord, body);
      if (code === ErrorCode.OUT_OF_ORDER) this.request = limit - 1;
    } else if (opcode === Opcode.HELLO) {
      this.session = session === 0 ? decodeRecord(helloAnswer, body).session : session;
      this.creditLimit = decodeRecord(helloAnswer, body).creditLimitBytes;
    } else if (opcode === Opcode.CLOSE || opcode === Opcode.RESET) {
      this.session = 0;
    }
  }
}
