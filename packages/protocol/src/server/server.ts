import { formatsOf, SimulationFeature } from '../capabilities.js';
import { bytesPerCode } from '../codes.js';
import { commandNameOf, type AnswerOf, type CommandOf } from '../commands.js';
import { ArrayId, DeviceState, ErrorCode, Flag, FrameKind, ResetCause, Stage } from '../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../generated/frame.js';
import {
  commands,
  creditPayload,
  dataPayload,
  errorRecord,
  Opcode,
  type CommandName,
  type HelloAnswer,
  type HelloCommand,
  type WriteCommand,
} from '../generated/messages.js';
import { registerBits } from '../registers.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, encodeRecord, isLengthOf, type Codec } from '../wire/codec.js';
import { DATA_OVERHEAD_BYTES, KNOWN_FLAGS, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { checkedEntries, committedArrays, readFault, registerOf, runFault, writeFault } from './checks.js';
import { Connection } from './connection.js';
import type { Reading, SpuDeviceHandler } from './handler.js';
import { Session, type Order } from './session.js';
import { Transfer } from './transfer.js';

export interface SpuServerOptions {
  /** how far the host may be ahead with codes; at least two payloads. Default: eight */
  readonly creditWindowBytes?: number;
  /** told of what the handler threw, after the host got INTERNAL; by default it is thrown on */
  readonly onFault?: (error: unknown) => void;
}

const REFUSED_FLAGS = 0xff;
const BAD_CRC_SEEN = 4;
const PIECE_STEP_BYTES = 8;
const PAYLOADS_AHEAD = 8;

/**
 * The device's end of the link: one session at a time over one of its transports. It keeps every rule of the
 * protocol and gives the handler what is left: orders of the right form, in order, in virtual time.
 */
export class SpuServer {
  private readonly creditWindow: number;
  private readonly onFault: (error: unknown) => void;
  private readonly connections = new Set<Connection>();
  private session: Session | undefined;
  private lastSession = 0;
  private bootCount = 1;
  private resetCause: ResetCause = ResetCause.POWER_ON;
  private sawBadCrc = false;
  /** the latest virtual time that any frame told */
  private latestPs = 0n;

  constructor(
    transport: Transport,
    private readonly handler: SpuDeviceHandler,
    options: SpuServerOptions = {},
  ) {
    const payload = handler.capabilities.maximumPayloadBytes;
    this.creditWindow = options.creditWindowBytes ?? PAYLOADS_AHEAD * payload;
    if (this.creditWindow < 2 * payload || this.creditWindow >= 2 ** 31) {
      throw new RangeError(
        `creditWindowBytes is ${this.creditWindow}; expected two payloads (${2 * payload}) or more, below 2^31`,
      );
    }
    this.onFault = options.onFault ?? rethrow;
    this.attach(transport);
  }

  /** Listens on one more transport; while a session is open on another, it gets BUSY. */
  attach(transport: Transport): void {
    const connection = new Connection(
      transport,
      this.handler.capabilities.maximumPayloadBytes,
      (frame, from) => this.receive(frame, from),
      (gone) => this.lose(gone),
    );
    this.connections.add(connection);
  }

  /** Closes every transport. */
  async close(): Promise<void> {
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  private lose(connection: Connection): void {
    this.connections.delete(connection);
    if (this.session?.connection !== connection) return;
    this.session = undefined;
    this.handler.sessionClosed();
  }

  private receive(frame: ReceivedFrame, connection: Connection): void {
    if (frame.fault === ErrorCode.BAD_PAYLOAD_CRC) this.sawBadCrc = true;
    const { kind, opcode } = frame.header;
    if (kind === FrameKind.COMMAND) this.receiveCommand(frame, connection);
    if (kind === FrameKind.DATA && opcode === Opcode.DATA) this.receiveData(frame, connection);
  }

  private receiveCommand(frame: ReceivedFrame, connection: Connection): void {
    const { header, body } = frame;
    const ofSession = this.isOfSession(frame, connection);
    if (ofSession && this.session?.isRunning(header.request) === true) return; // its one answer comes
    const unstamped: Order = { connection, header, arrivalPs: undefined };
    const fault = this.linkFault(frame) ?? (ofSession ? undefined : this.sessionFault(frame, connection));
    if (fault !== undefined) {
      if (ofSession && this.session?.isWriting(header.request) === true) this.session.writing = undefined;
      this.refuseLost(unstamped, fault);
      return;
    }
    if (ofSession && this.replay(unstamped)) return;
    const arrivalPs = this.arrival(frame, 8 * body.length);
    const order: Order = { connection, header, arrivalPs };
    try {
      this.execute(order, body);
    } catch (error) {
      this.refuse(order, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    }
  }

  private isOfSession({ header }: ReceivedFrame, connection: Connection): boolean {
    return this.session?.connection === connection && this.session.id === header.session;
  }

  /** What is wrong with a frame whoever sent it. */
  private linkFault({ header, fault, stampPs }: ReceivedFrame): ErrorReply | undefined {
    const { version, flags, opcode, length } = header;
    if (version !== PROTOCOL_VERSION) {
      return errorReply(ErrorCode.BAD_VERSION, { got: version, limit: PROTOCOL_VERSION });
    }
    const hasTime = (this.handler.capabilities.simulationFeatures & SimulationFeature.TIME) !== 0;
    const known = hasTime ? KNOWN_FLAGS : KNOWN_FLAGS & ~Flag.SIM_TIME;
    if ((flags & REFUSED_FLAGS & ~known) !== 0 || (stampPs !== undefined && !hasTime)) {
      return errorReply(ErrorCode.BAD_FLAG, { got: flags, limit: known });
    }
    if (fault === ErrorCode.BAD_PAYLOAD_CRC) return errorReply(fault, { field: opcode });
    if (fault === undefined) return undefined;
    return errorReply(fault, { got: length, limit: this.handler.capabilities.maximumPayloadBytes });
  }

  /** Only HELLO needs no session, and RESET none of its own where the connection is the session's or none is open. */
  private sessionFault({ header }: ReceivedFrame, connection: Connection): ErrorReply | undefined {
    const open = this.session;
    if (header.opcode === Opcode.HELLO && header.session === 0) return undefined;
    if (header.opcode === Opcode.RESET) {
      return open === undefined || open.connection === connection ? undefined : errorReply(ErrorCode.BUSY);
    }
    const limit = open?.connection === connection ? open.id : 0;
    return errorReply(ErrorCode.BAD_SESSION, { got: header.session, limit });
  }

  /** Tells the link model of a stamped frame; when it reached the device. */
  private arrival({ header, stampPs }: ReceivedFrame, bits: number): bigint | undefined {
    if (stampPs === undefined) return undefined;
    const arrivalPs = this.handler.linkDown({ opcode: header.opcode, bits }, stampPs);
    if (arrivalPs > this.latestPs) this.latestPs = arrivalPs;
    return arrivalPs;
  }

  private execute(order: Order, body: Uint8Array): void {
    const { opcode } = order.header;
    const name = commandNameOf(opcode);
    if (name === undefined) {
      this.refuse(order, errorReply(ErrorCode.UNKNOWN_OPCODE, { got: opcode }));
      return;
    }
    const codec = commands[name].command as Codec<unknown>;
    if (!isLengthOf(codec, body.length)) {
      this.refuse(order, errorReply(ErrorCode.BAD_LENGTH, { got: body.length, limit: codec.fixedBytes }));
      return;
    }
    const record = decodeRecord(codec, body);
    const fault = codec.fault(record);
    if (fault !== undefined) {
      this.refuse(order, errorReply(ErrorCode.BAD_ARGUMENT, fault));
      return;
    }
    const act = this.actions[name] as (record: unknown, order: Order) => ErrorReply | undefined;
    const refusal = act(record, order);
    if (refusal !== undefined) this.refuse(order, refusal);
  }

  /** What each command does: it answers, now or later, or returns its refusal. */
  private readonly actions: {
    [K in CommandName]: (record: CommandOf<K>, order: Order) => ErrorReply | undefined;
  } = {
    HELLO: (hello, order) => this.hello(hello, order),
    CAPABILITIES: (_record, order) => this.answer('CAPABILITIES', order, this.handler.capabilities),
    STATUS: (_record, order) => {
      const condition = this.handler.status();
      const stickyErrors = condition.stickyErrors | (this.sawBadCrc ? BAD_CRC_SEEN : 0);
      const creditLimitBytes = this.session?.creditLimit ?? 0;
      return this.answer('STATUS', order, {
        ...condition,
        stickyErrors,
        bootCount: this.bootCount,
        creditLimitBytes,
      });
    },
    RESET: (_record, order) => {
      this.endSession();
      this.handler.reset();
      this.bootCount = (this.bootCount + 1) >>> 0;
      this.resetCause = ResetCause.HOST_RESET;
      this.sawBadCrc = false;
      return this.answer('RESET', order, {});
    },
    CLOSE: (_record, order) => {
      this.endSession();
      this.handler.sessionClosed();
      return this.answer('CLOSE', order, {});
    },
    WRITE_REGISTERS: ({ registers }, order) => {
      const entries = checkedEntries(this.handler.capabilities, registers);
      if (!Array.isArray(entries)) return entries;
      return this.handler.writeRegisters(entries) ?? this.answer('WRITE_REGISTERS', order, {});
    },
    READ_REGISTER: ({ address }, order) => {
      const name = registerOf(this.handler.capabilities, address);
      if (typeof name !== 'string') return name;
      const value = this.handler.readRegister(name);
      if (typeof value === 'object') return value;
      return this.answer('READ_REGISTER', order, { bits: registerBits(name, value) });
    },
    WRITE: (write, order) => this.beginWrite(write, order),
    COMMIT: (commit, order) => {
      const session = this.session;
      if (session === undefined) return errorReply(ErrorCode.BAD_SESSION);
      const arrays = committedArrays(commit, session.written);
      if (!Array.isArray(arrays)) return arrays;
      const { rows, cells } = commit;
      const refusal = this.handler.commit({ arrays, rows, cells });
      if (refusal !== undefined) return refusal;
      session.written.clear();
      return this.answer('COMMIT', order, {});
    },
    RUN: (run, order) =>
      runFault(this.handler.capabilities, run) ??
      this.begin('RUN', order, (arrivalPs) => this.handler.run(run, arrivalPs)),
    READ: (read, order) =>
      readFault(this.handler.capabilities, read) ??
      this.begin('READ', order, (arrivalPs) => this.handler.read(read, arrivalPs)),
  };

  private hello(hello: HelloCommand, order: Order): ErrorReply | undefined {
    const { versionMinimum, versionMaximum, hostNonce, schemaHash } = hello;
    const { connection, header } = order;
    const open = this.session;
    if (open !== undefined) {
      const { request, nonce, answer } = open.opening;
      const isRepeat = open.connection === connection && request === header.request && nonce === hostNonce;
      return isRepeat ? this.answer('HELLO', order, answer) : errorReply(ErrorCode.BUSY);
    }
    if (versionMinimum > PROTOCOL_VERSION || versionMaximum < PROTOCOL_VERSION) {
      return errorReply(ErrorCode.BAD_VERSION, { got: versionMaximum, limit: PROTOCOL_VERSION });
    }
    if (schemaHash !== SCHEMA_HASH) {
      const low = (hash: bigint): number => Number(hash & 0xffff_ffffn);
      return errorReply(ErrorCode.BAD_VERSION, { field: 1, got: low(schemaHash), limit: low(SCHEMA_HASH) });
    }
    this.lastSession = (this.lastSession % 0xffff) + 1;
    const answer: HelloAnswer = {
      version: PROTOCOL_VERSION,
      session: this.lastSession,
      resetCause: this.resetCause,
      bootCount: this.bootCount,
      creditLimitBytes: this.creditWindow,
      schemaHash: SCHEMA_HASH,
    };
    const opening = { request: header.request, nonce: hostNonce, answer };
    this.session = new Session(this.lastSession, connection, opening, this.creditWindow);
    return this.answer('HELLO', order, answer);
  }

  private beginWrite(write: WriteCommand, order: Order): ErrorReply | undefined {
    const session = this.session;
    if (session === undefined) return errorReply(ErrorCode.BAD_SESSION);
    const { writing } = session;
    if (writing !== undefined && session.isWriting(order.header.request)) {
      if (writing.transfer.position === write.position) return undefined; // the same WRITE twice
      session.writing = undefined; // the host begins again
    }
    this.endWriting(session, session.writing?.transfer.incomplete());
    const fault = writeFault(this.handler.capabilities, write);
    if (fault !== undefined) return fault;
    session.written.delete(write.array);
    const { array, codeKind, rows, columns, totalBytes } = write;
    const storage = this.handler.beginWrite({ array, codeKind, rows, columns, totalBytes });
    if (!(storage instanceof Uint8Array)) return storage;
    if (storage.length !== totalBytes) {
      throw new RangeError(`the storage has ${storage.length} bytes; expected ${totalBytes}`);
    }
    const transfer = new Transfer(order.header.request, write, storage);
    session.writing = { order, transfer };
    session.written.set(array, transfer);
    this.grant(session, transfer);
    return undefined;
  }

  private receiveData(frame: ReceivedFrame, connection: Connection): void {
    const session = this.session;
    const writing = session?.writing;
    if (session === undefined || writing === undefined || !this.isOfSession(frame, connection)) return;
    const { order, transfer } = writing;
    if (frame.header.request !== order.header.request) return;
    const fault = this.linkFault(frame);
    if (fault !== undefined) {
      this.endWriting(session, fault);
      return;
    }
    try {
      this.takePiece(session, transfer, order, frame);
    } catch (error) {
      this.endWriting(session, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    }
  }

  private takePiece(session: Session, transfer: Transfer, order: Order, frame: ReceivedFrame): void {
    const piece = decodeRecord(dataPayload, frame.body);
    const { kind, resolutionBits } = formatsOf(this.handler.capabilities)[transfer.array];
    const bits = Math.ceil(piece.codes.length / bytesPerCode(kind)) * resolutionBits;
    const arrivalPs = this.arrival(frame, bits) ?? order.arrivalPs;
    session.writing = { order: { ...order, arrivalPs }, transfer };
    const refusal = transfer.put(piece, frame, session.creditLimit);
    if (refusal !== undefined) this.endWriting(session, refusal);
    else if (transfer.isWhole) this.endWriting(session);
    else this.grant(session, transfer);
  }

  /** Ends the WRITE in progress, if there is one: with the CRC of what came, or why it failed. */
  private endWriting(session: Session, refusal?: ErrorReply): void {
    const { writing } = session;
    if (writing === undefined) return;
    session.writing = undefined;
    const { order, transfer } = writing;
    if (refusal === undefined) this.answer('WRITE', order, { crc32c: transfer.crc32c });
    else this.refuseLost(order, refusal);
  }

  /** Lets the host send on, once half of the window is used. */
  private grant(session: Session, transfer: Transfer): void {
    const limit = (transfer.reached + this.creditWindow) >>> 0;
    if (((limit - session.creditLimit) | 0) < this.creditWindow / 2) return;
    session.creditLimit = limit;
    const head: FrameHead = {
      kind: FrameKind.CREDIT,
      opcode: Opcode.CREDIT,
      flags: 0,
      session: session.id,
      request: transfer.request,
      stampPs: undefined,
    };
    session.connection.record(head, creditPayload, { creditLimitBytes: limit });
  }

  /** Starts a RUN or READ; its answer comes when the device is done. */
  private begin(
    name: 'RUN' | 'READ',
    order: Order,
    start: (arrivalPs: bigint) => Promise<Reading | ErrorReply>,
  ): ErrorReply | undefined {
    const session = this.session;
    if (session === undefined) return errorReply(ErrorCode.BAD_SESSION);
    if (session.running !== undefined) return errorReply(ErrorCode.BAD_STATE, { got: DeviceState.RUNNING });
    session.running = order;
    void this.finish(name, session, order, start);
    return undefined;
  }

  private async finish(
    name: 'RUN' | 'READ',
    session: Session,
    order: Order,
    start: (arrivalPs: bigint) => Promise<Reading | ErrorReply>,
  ): Promise<void> {
    try {
      const result = await start(order.arrivalPs ?? this.latestPs);
      if (session.running !== order) return; // abandoned, and answered with ABORTED
      if ('codes' in result) this.answerReading(name, session, order, result);
      else this.refuse(order, result);
    } catch (error) {
      if (session.running === order) this.refuse(order, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    } finally {
      if (session.running === order) session.running = undefined;
    }
  }

  private answerReading(name: 'RUN' | 'READ', session: Session, order: Order, reading: Reading): void {
    const { opcode } = commands[name];
    const departurePs = reading.report.stages[Stage.ADC]?.endPs ?? this.latestPs;
    const stamped = order.arrivalPs !== undefined;
    this.sendCodes(order, reading.codes, stamped ? departurePs : undefined);
    const bits = 8 * commands[name].answer.fixedBytes;
    const stampPs = stamped ? this.handler.linkUp({ opcode, bits }, departurePs) : undefined;
    const linkUp = { startPs: departurePs, endPs: stampPs ?? departurePs };
    const report = this.handler.completeReport(reading.report, linkUp);
    const body = encodeRecord<AnswerOf<'RUN'>>(commands[name].answer, { report });
    session.running = undefined;
    const { request } = order.header;
    session.answers.keep({ request, opcode, flags: 0, body, stampPs, hadCodes: true }, reading.codes);
    this.sendAnswer(order, 0, body, stampPs);
  }

  /** DATA frames with the codes of a reading; virtual time only where there is a departure. */
  private sendCodes({ connection, header }: Order, codes: Uint8Array, departurePs: bigint | undefined): void {
    const { maximumPayloadBytes, readoutFormat } = this.handler.capabilities;
    const room = maximumPayloadBytes - DATA_OVERHEAD_BYTES;
    const pieceBytes = room - (room % PIECE_STEP_BYTES);
    for (let offset = 0; offset < codes.length; offset += pieceBytes) {
      const piece = codes.subarray(offset, offset + pieceBytes);
      const bits = (piece.length / bytesPerCode(readoutFormat.kind)) * readoutFormat.resolutionBits;
      const isLast = offset + piece.length === codes.length;
      const head: FrameHead = {
        kind: FrameKind.DATA,
        opcode: Opcode.DATA,
        flags: (offset === 0 ? Flag.FIRST : 0) | (isLast ? Flag.LAST : 0),
        session: header.session,
        request: header.request,
        stampPs:
          departurePs === undefined
            ? undefined
            : this.handler.linkUp({ opcode: Opcode.DATA, bits }, departurePs),
      };
      connection.send(connection.writer.data(head, { array: ArrayId.READOUT, offset }, piece).frame);
    }
  }

  private answer<K extends CommandName>(name: K, order: Order, record: AnswerOf<K>): undefined {
    const codec = commands[name].answer as Codec<unknown>;
    this.conclude(order, 0, encodeRecord(codec, record));
  }

  private refuse(order: Order, reply: ErrorReply): void {
    this.conclude(order, Flag.ERROR, encodeRecord(errorRecord, reply));
  }

  /** A refusal for what the link lost or damaged. It is not held: the command may be repeated as if it were new. */
  private refuseLost(order: Order, reply: ErrorReply): void {
    this.sendAnswer(order, Flag.ERROR, encodeRecord(errorRecord, reply), undefined);
  }

  /** Gives a terminal answer and holds it for repeats. */
  private conclude(order: Order, flags: number, body: Uint8Array): void {
    const { opcode, request, session } = order.header;
    const { arrivalPs } = order;
    const stampPs =
      arrivalPs === undefined ? undefined : this.handler.linkUp({ opcode, bits: 8 * body.length }, arrivalPs);
    if (this.session?.id === session && this.session.connection === order.connection) {
      this.session.answers.keep({ request, opcode, flags, body, stampPs, hadCodes: false });
    }
    this.sendAnswer(order, flags, body, stampPs);
  }

  private sendAnswer(
    { connection, header }: Order,
    flags: number,
    body: Uint8Array,
    stampPs: bigint | undefined,
  ): void {
    const { opcode, session, request } = header;
    const head: FrameHead = { kind: FrameKind.ANSWER, opcode, flags, session, request, stampPs };
    connection.send(connection.writer.body(head, body));
  }

  /** Answers a repeated command as before. */
  private replay(order: Order): boolean {
    const answers = this.session?.answers;
    const given = answers?.find(order.header.request);
    if (answers === undefined || given === undefined) return false;
    if (given.opcode !== order.header.opcode) return false;
    const codes = given.hadCodes ? answers.codesOf(given.request) : undefined;
    if (given.hadCodes && codes === undefined) {
      this.refuseLost(order, errorReply(ErrorCode.ANSWER_GONE));
      return true;
    }
    if (codes !== undefined) this.sendCodes(order, codes, undefined);
    this.sendAnswer(order, given.flags, given.body, given.stampPs);
    return true;
  }

  private endSession(): void {
    const session = this.session;
    if (session === undefined) return;
    const aborted = errorReply(ErrorCode.ABORTED);
    this.endWriting(session, aborted);
    const { running } = session;
    session.running = undefined;
    if (running !== undefined) this.refuse(running, aborted);
    this.session = undefined;
  }
}

const rethrow = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};
