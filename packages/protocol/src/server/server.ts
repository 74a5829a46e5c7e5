import { commandNameOf, type CommandOf } from '../commands.js';
import { DeviceState, ErrorCode, FrameKind, ResetCause } from '../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../generated/frame.js';
import {
  commands,
  Opcode,
  type CommandName,
  type HelloAnswer,
  type HelloCommand,
} from '../generated/messages.js';
import { registerBits } from '../registers.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, isLengthOf, type Codec } from '../wire/codec.js';
import type { ReceivedFrame } from '../wire/frame.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { isOfSession, linkFault, sessionFault } from './admission.js';
import { ArrayReceiver } from './array-receiver.js';
import { checkedEntries, committedArrays, readFault, registerOf, runFault } from './checks.js';
import { Connection } from './connection.js';
import type { Job, SpuDeviceHandler } from './handler.js';
import { Replies } from './replies.js';
import { Session, type Order } from './session.js';

export interface SpuServerOptions {
  /** how far the host may be ahead with codes; at least two payloads. Default: eight */
  readonly creditWindowBytes?: number;
  /** told of what the handler threw, after the host got INTERNAL; by default it is thrown on */
  readonly onFault?: (error: unknown) => void;
}

const BAD_CRC_SEEN = 4;
const PAYLOADS_AHEAD = 8;

/**
 * The device's end of the link: one session at a time over one of its transports. It keeps every rule of the
 * protocol and gives the handler what is left: orders of the right form, in order, in virtual time.
 */
export class SpuServer {
  private readonly creditWindow: number;
  private readonly replies: Replies;
  private readonly receiver: ArrayReceiver;
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
    this.replies = new Replies(handler, () => this.session);
    this.receiver = new ArrayReceiver(handler, this.replies, this.creditWindow);
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
    this.session.running = undefined; // nobody hears its answer
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
    const session = isOfSession(frame, connection, this.session) ? this.session : undefined;
    if (session?.isRunning(header.request) === true) return; // its one answer comes
    const unstamped: Order = { connection, header, arrivalPs: undefined };
    const fault =
      linkFault(this.handler.capabilities, frame) ?? sessionFault(frame, connection, this.session);
    if (fault !== undefined) {
      if (session?.isWriting(header.request) === true) session.writing = undefined;
      this.replies.refuseLost(unstamped, fault);
      return;
    }
    if (session !== undefined && this.replies.replay(unstamped, session)) return;
    let order = unstamped;
    try {
      order = { ...unstamped, arrivalPs: this.arrive(frame, 8 * body.length) };
      const refusal = this.execute(order, body);
      if (refusal !== undefined) this.replies.refuse(order, refusal);
    } catch (error) {
      this.replies.refuse(order, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    }
  }

  private receiveData(frame: ReceivedFrame, connection: Connection): void {
    const { session } = this;
    if (!isOfSession(frame, connection, session) || !session.isWriting(frame.header.request)) return;
    const fault = linkFault(this.handler.capabilities, frame);
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

  /** Tells the link model of a stamped frame; when it reached the device. */
  private arrive({ header, stampPs }: ReceivedFrame, bits: number): bigint | undefined {
    if (stampPs === undefined) return undefined;
    const arrivalPs = this.handler.linkDown({ opcode: header.opcode, bits }, stampPs);
    if (arrivalPs > this.latestPs) this.latestPs = arrivalPs;
    return arrivalPs;
  }

  /** Decodes the command and does it; a refusal is returned. */
  private execute(order: Order, body: Uint8Array): ErrorReply | undefined {
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
      this.endSession();
      this.handler.reset();
      this.bootCount = (this.bootCount + 1) >>> 0;
      this.resetCause = ResetCause.HOST_RESET;
      this.sawBadCrc = false;
      return this.replies.answer('RESET', order, {});
    },
    CLOSE: (_record, order) => {
      this.endSession();
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
      return this.replies.answer('COMMIT', order, {});
    },
    RUN: (run, order) =>
      runFault(this.handler.capabilities, run) ??
      this.begin('RUN', order, (arrivalPs) => this.handler.run(run, arrivalPs)),
    READ: (read, order) =>
      readFault(this.handler.capabilities, read) ??
      this.begin('READ', order, (arrivalPs) => this.handler.read(read, arrivalPs)),
    CANCEL: (_cancel, order) => this.replies.answer('CANCEL', order, { cancelled: 0 }),
  };

  private hello(hello: HelloCommand, order: Order): ErrorReply | undefined {
    const { versionMinimum, versionMaximum, hostNonce, schemaHash } = hello;
    const { connection, header } = order;
    const open = this.session;
    if (open !== undefined) {
      const { request, nonce, answer } = open.opening;
      const isRepeat = open.connection === connection && request === header.request && nonce === hostNonce;
      return isRepeat ? this.replies.answer('HELLO', order, answer) : errorReply(ErrorCode.BUSY);
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
    return this.replies.answer('HELLO', order, answer);
  }

  /** Starts a RUN or READ; its answer comes when the device is done. */
  private begin(
    name: 'RUN' | 'READ',
    order: Order,
    start: (arrivalPs: bigint) => Job | ErrorReply,
  ): ErrorReply | undefined {
    const session = this.session;
    if (session === undefined) return errorReply(ErrorCode.BAD_SESSION);
    if (session.running !== undefined) return errorReply(ErrorCode.BAD_STATE, { got: DeviceState.RUNNING });
    const job = start(order.arrivalPs ?? this.latestPs);
    if ('code' in job) return job;
    session.running = order;
    void this.finish(name, session, order, job);
    return undefined;
  }

  private async finish(
    name: 'RUN' | 'READ',
    session: Session,
    order: Order,
    job: Job,
  ): Promise<void> {
    try {
      const result = await job.done;
      if (session.running !== order) return; // abandoned, and answered with ABORTED
      if ('codes' in result) this.replies.answerReading(name, session, order, result);
      else this.replies.refuse(order, result);
    } catch (error) {
      if (session.running === order) this.replies.refuse(order, errorReply(ErrorCode.INTERNAL));
      this.onFault(error);
    } finally {
      if (session.running === order) session.running = undefined;
    }
  }

  private endSession(): void {
    const session = this.session;
    if (session === undefined) return;
    const aborted = errorReply(ErrorCode.ABORTED);
    this.receiver.end(session, aborted);
    const { running } = session;
    session.running = undefined;
    if (running !== undefined) this.replies.refuse(running, aborted);
    this.session = undefined;
  }
}

const rethrow = (error: unknown): void => {
  queueMicrotask(() => {
    throw error;
  });
};
