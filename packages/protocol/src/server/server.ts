import { bytesPerCode } from '../codes.js';
import { commandNameOf, type CommandOf } from '../commands.js';
import { ErrorCode, FrameKind, ResetCause } from '../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../generated/frame.js';
import {
  commands,
  measureCommand,
  Opcode,
  type CommandName,
  type HelloAnswer,
  type HelloCommand,
} from '../generated/messages.js';
import { registerBits } from '../registers.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, isLengthOf, type Codec } from '../wire/codec.js';
import type { ReceivedFrame } from '../wire/frame.js';
import type { CodesSink } from '../wire/parser.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { isOfSession, linkFault, orderFault, sessionFault } from './admission.js';
import { ArrayReceiver } from './array-receiver.js';
import { checkedEntries, committedArrays, registerOf } from './checks.js';
import { Connection } from './connection.js';
import type { SpuDeviceHandler } from './handler.js';
import { JobKeeper } from './job-keeper.js';
import { Replies } from './replies.js';
import type { SessionEnd, SessionEvent } from './session-event.js';
import { Session, type Order } from './session.js';
import { serverTiming, type ServerTiming } from './timing.js';

export interface SpuServerOptions {
  /** how far the host may be ahead with codes; at least two payloads. Default: eight */
  readonly creditWindowBytes?: number;
  /** Default: as PROTOCOL.md states */
  readonly timing?: ServerTiming;
  /** told of what the handler threw, after the host got INTERNAL; by default it is thrown on */
  readonly onFault?: (error: unknown) => void;
  readonly onSession?: (event: SessionEvent) => void;
}

const BAD_CRC_SEEN = 4;
const PAYLOADS_AHEAD = 8;

/**
 * The device's end of the link: one session at a time over one of its transports. It keeps every rule of the
 * protocol and gives the handler what is left: orders of the right form, in order, in virtual time. A host can make it
 * keep one payload, the codes of 1 + runQueueDepth readings and the last answers, besides what the handler holds.
 */
export class SpuServer {
  private readonly creditWindow: number;
  private readonly timing: ServerTiming;
  private readonly replies: Replies;
  private readonly receiver: ArrayReceiver;
  private readonly jobs: JobKeeper;
  private readonly onFault: (error: unknown) => void;
  private readonly onSession: (event: SessionEvent) => void;
  private readonly connections = new Set<Connection>();
  private session: Session | undefined;
  private lastSession = 0;
  private bootCount = 1;
  private resetCause: ResetCause = ResetCause.POWER_ON;
  private sawBadCrc = false;
  private isStopping = false;
  /** the latest virtual time that any frame told */
  private latestPs = 0n;

  constructor(
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
    this.timing = options.timing ?? serverTiming;
    this.onFault = options.onFault ?? rethrow;
    this.onSession = options.onSession ?? (() => undefined);
    this.replies = new Replies(handler, () => this.session);
    this.receiver = new ArrayReceiver(handler, this.replies, this.creditWindow);
    this.jobs = new JobKeeper(handler, this.replies, this.onFault);
  }

  /** Listens on one more transport. It is closed if no session is opened on it in time; while one is open on another, it gets BUSY. */
  attach(transport: Transport): void {
    const connection = new Connection(
      transport,
      this.timing.pauseMs,
      (frame, from) => this.receive(frame, from),
      (gone) => this.lose(gone),
      (from, ...codes) => this.placeOf(from, ...codes),
    );
    this.connections.add(connection);
    connection.awaitHello(this.timing.helloTimeoutMs);
  }

  /** Closes every transport. */
  async close(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  private lose(connection: Connection): void {
    this.connections.delete(connection);
    if (this.session?.connection === connection)
      this.abandon(this.session, this.isStopping ? 'stopped' : 'lost');
  }

  /** Ends a session whose host does not hear any more. */
  private abandon(session: Session, reason: SessionEnd): void {
    this.session = undefined;
    this.jobs.abandonAll(session);
    this.handler.sessionClosed();
    this.onSession({ kind: 'ended', session: session.id, reason });
  }

  private receive(frame: ReceivedFrame, connection: Connection): void {
    if (frame.fault === ErrorCode.BAD_PAYLOAD_CRC) this.sawBadCrc = true;
    const { kind, opcode, sequence } = frame.header;
    const isCommand = kind === FrameKind.COMMAND;
    const isData = kind === FrameKind.DATA && opcode === Opcode.DATA;
    if ((!isCommand && !isData) || !connection.replays.take(sequence)) return;
    if (isCommand) this.receiveCommand(frame, connection);
    else this.receiveData(frame, connection);
  }

  private receiveCommand(frame: ReceivedFrame, connection: Connection): void {
    const { header } = frame;
    const session = isOfSession(frame, connection, this.session) ? this.session : undefined;
    if (session?.jobs.has(header.request) === true) return; // its one answer comes
    const order: Order = { connection, header, arrivalPs: undefined };
    const fault = this.linkFault(frame, connection) ?? sessionFault(frame, connection, this.session);
    if (fault !== undefined) {
      if (session?.isWriting(header.request) === true) this.receiver.spoilRepeat(session, order, fault);
      else this.replies.refuseLost(order, fault);
    } else if (session === undefined) {
      this.execute(frame, order);
    } else {
      this.executeInTurn(frame, order, session);
    }
  }

  /** Executes a command of the session, unless it came before or comes too early. */
  private executeInTurn(frame: ReceivedFrame, order: Order, session: Session): void {
    const { request, opcode } = frame.header;
    const given = session.answers.find(request, opcode);
    if (given !== undefined && given !== 'spoilt') {
      this.replies.replay(order, session, given);
      return;
    }
    const fault = orderFault(frame.header, session, given === 'spoilt');
    if (fault !== undefined) {
      this.replies.refuseLost(order, fault);
      return;
    }
    if (request === session.order.expected) session.order.advance();
    this.execute(frame, order);
  }

  private execute(frame: ReceivedFrame, unstamped: Order): void {
    let order = unstamped;
    try {
      order = { ...unstamped, arrivalPs: this.arrive(frame, this.bitsOf(frame)) };
      const refusal = this.act(order, frame.body);
      if (refusal !== undefined) this.replies.refuse(order, refusal);
    } catch (error) {
      this.replies.refuse(order, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    }
  }

  /** What the body of a command counts for on the link: codes by their resolution, everything else by its bytes. */
  private bitsOf({ header, body }: ReceivedFrame): number {
    const { fixedBytes } = measureCommand;
    if (header.opcode !== Opcode.MEASURE || body.length <= fixedBytes) return 8 * body.length;
    const { kind, resolutionBits } = this.handler.capabilities.driveFormat;
    return 8 * fixedBytes + Math.ceil((body.length - fixedBytes) / bytesPerCode(kind)) * resolutionBits;
  }

  private linkFault(frame: ReceivedFrame, connection: Connection): ErrorReply | undefined {
    return linkFault(this.handler.capabilities, frame, connection.maximumPayloadBytes);
  }

  private receiveData(frame: ReceivedFrame, connection: Connection): void {
    const { session } = this;
    if (!isOfSession(frame, connection, session) || !session.isWriting(frame.header.request)) return;
    const fault = this.linkFault(frame, connection);
    if (fault !== undefined) {
      this.receiver.end(session, fault);
      return;
    }
    try {
      this.receiver.take(session, frame, (...arrival) => this.arrive(...arrival));
    } catch (error) {
      this.receiver.fail(session);
      this.onFault(error);
    }
  }

  /** Where codes that have begun to arrive are wanted, so that they need no other copy. */
  private placeOf(connection: Connection, ...codes: Parameters<CodesSink>): Uint8Array | undefined {
    const { session } = this;
    const isHere = session?.connection === connection && codes[0].session === session.id;
    return isHere ? this.receiver.placeOf(session, ...codes) : undefined;
  }

  /** Tells the link model of a stamped frame; when it reached the device. */
  private arrive({ header, stampPs }: ReceivedFrame, bits: number): bigint | undefined {
    if (stampPs === undefined) return undefined;
    const arrivalPs = this.handler.linkDown({ opcode: header.opcode, bits }, stampPs);
    if (arrivalPs > this.latestPs) this.latestPs = arrivalPs;
    return arrivalPs;
  }

  /** Decodes the command and does it; a refusal is returned. */
  private act(order: Order, body: Uint8Array): ErrorReply | undefined {
    const { opcode } = order.header;
    const name = commandNameOf(opcode);
    if (name === undefined) return errorReply(ErrorCode.UNKNOWN_OPCODE, { got: opcode });
    const codec = commands[name].command as Codec<unknown>;
    if (!isLengthOf(codec, body.length)) {
      return errorReply(ErrorCode.BAD_LENGTH, { got: body.length, limit: codec.fixedBytes });
    }
    const record = decodeRecord(codec, body);
    const fault = codec.fault(record);
    if (fault !== undefined) return errorReply(ErrorCode.BAD_ARGUMENT, fault);
    const act = this.actions[name] as (record: unknown, order: Order) => ErrorReply | undefined;
    return act(record, order);
  }

  /** What each command does: it answers, now or later, or returns its refusal. */
  private readonly actions: {
    [K in CommandName]: (record: CommandOf<K>, order: Order) => ErrorReply | undefined;
  } = {
    HELLO: (hello, order) => this.hello(hello, order),
    CAPABILITIES: (_record, order) => this.replies.answer('CAPABILITIES', order, this.handler.capabilities),
    STATUS: (_record, order) => {
      const condition = this.handler.status();
      const stickyErrors = condition.stickyErrors | (this.sawBadCrc ? BAD_CRC_SEEN : 0);
      const creditLimitBytes = this.session?.creditLimit ?? 0;
      return this.replies.answer('STATUS', order, {
        ...condition,
        stickyErrors,
        bootCount: this.bootCount,
        creditLimitBytes,
      });
    },
    RESET: (_record, order) => {
      this.endSession('reset');
      this.handler.reset();
      this.bootCount = (this.bootCount + 1) >>> 0;
      this.resetCause = ResetCause.HOST_RESET;
      this.sawBadCrc = false;
      return this.replies.answer('RESET', order, {});
    },
    CLOSE: (_record, order) => {
      this.endSession('closed');
      this.handler.sessionClosed();
      return this.replies.answer('CLOSE', order, {});
    },
    WRITE_REGISTERS: ({ registers }, order) => {
      const entries = checkedEntries(this.handler.capabilities, registers);
      if (!Array.isArray(entries)) return entries;
      return this.handler.writeRegisters(entries) ?? this.replies.answer('WRITE_REGISTERS', order, {});
    },
    READ_REGISTER: ({ address }, order) => {
      const name = registerOf(this.handler.capabilities, address);
      if (typeof name !== 'string') return name;
      const value = this.handler.readRegister(name);
      if (typeof value === 'object') return value;
      return this.replies.answer('READ_REGISTER', order, { bits: registerBits(name, value) });
    },
    WRITE: (write, order) =>
      this.session === undefined
        ? errorReply(ErrorCode.BAD_SESSION)
        : this.receiver.begin(this.session, write, order),
    COMMIT: (commit, order) => {
      const session = this.session;
      if (session === undefined) return errorReply(ErrorCode.BAD_SESSION);
      const arrays = committedArrays(commit, session.written);
      if (!Array.isArray(arrays)) return arrays;
      const { rows, cells } = commit;
      const refusal = this.handler.commit({ arrays, rows, cells });
      if (refusal !== undefined) return refusal;
      session.written.clear();
      session.armedCells = cells;
      return this.replies.answer('COMMIT', order, {});
    },
    RUN: (run, order) =>
      this.session === undefined
        ? errorReply(ErrorCode.BAD_SESSION)
        : this.jobs.run(this.session, run, order, order.arrivalPs ?? this.latestPs),
    READ: (read, order) =>
      this.session === undefined
        ? errorReply(ErrorCode.BAD_SESSION)
        : this.jobs.read(this.session, read, order, order.arrivalPs ?? this.latestPs),
    MEASURE: (measure, order) =>
      this.session === undefined
        ? errorReply(ErrorCode.BAD_SESSION)
        : this.jobs.measure(this.session, measure, order, order.arrivalPs ?? this.latestPs),
    CANCEL: ({ target }, order) => {
      const isDone = this.session !== undefined && this.jobs.cancel(this.session, target, order.arrivalPs);
      return this.replies.answer('CANCEL', order, { cancelled: isDone ? 1 : 0 });
    },
  };

  private hello(hello: HelloCommand, order: Order): ErrorReply | undefined {
    const { versionMinimum, versionMaximum, hostNonce, schemaHash } = hello;
    const { connection, header } = order;
    const open = this.session;
    if (open !== undefined) {
      const { request, nonce, answer } = open.opening;
      const isRepeat = open.connection === connection && request === header.request && nonce === hostNonce;
      if (isRepeat) return this.replies.answer('HELLO', order, answer);
      const isFree =
        open.connection !== connection && open.connection.silentMs >= this.timing.displaceAfterMs;
      if (!isFree) return errorReply(ErrorCode.BUSY);
    }
    if (versionMinimum > PROTOCOL_VERSION || versionMaximum < PROTOCOL_VERSION) {
      return errorReply(ErrorCode.BAD_VERSION, { got: versionMaximum, limit: PROTOCOL_VERSION });
    }
    if (schemaHash !== SCHEMA_HASH) {
      const low = (hash: bigint): number => Number(hash & 0xffff_ffffn);
      return errorReply(ErrorCode.BAD_VERSION, { field: 1, got: low(schemaHash), limit: low(SCHEMA_HASH) });
    }
    if (open !== undefined) {
      this.abandon(open, 'displaced');
      void open.connection.close();
    }
    return this.replies.answer('HELLO', order, this.openSession(order, hostNonce));
  }

  private openSession({ connection, header }: Order, nonce: number): HelloAnswer {
    this.lastSession = (this.lastSession % 0xffff) + 1;
    const answer: HelloAnswer = {
      version: PROTOCOL_VERSION,
      session: this.lastSession,
      resetCause: this.resetCause,
      bootCount: this.bootCount,
      creditLimitBytes: this.creditWindow,
      schemaHash: SCHEMA_HASH,
    };
    const { runQueueDepth, maximumPayloadBytes } = this.handler.capabilities;
    const opening = { request: header.request, nonce, answer };
    this.session = new Session(this.lastSession, connection, opening, this.creditWindow, runQueueDepth);
    connection.open(maximumPayloadBytes);
    this.onSession({ kind: 'opened', session: this.lastSession });
    return answer;
  }

  /** Ends the session in order: what is in progress is answered with ABORTED. */
  private endSession(reason: SessionEnd): void {
    const session = this.session;
    if (session === undefined) return;
    this.receiver.end(session, errorReply(ErrorCode.ABORTED));
    this.jobs.cancelAll(session);
    this.session = undefined;
    session.connection.awaitHello(this.timing.helloTimeoutMs);
    this.onSession({ kind: 'ended', session: session.id, reason });
  }
}

const rethrow = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};
