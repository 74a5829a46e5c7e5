import { wallClock } from '@thermoloop/sim-kernel';
import { ErrorCode, Flag, FrameKind } from '../generated/enums.js';
import {
  commands,
  creditPayload,
  errorRecord,
  Opcode,
  type CommandName,
  type StatusAnswer,
} from '../generated/messages.js';
import { rules } from '../generated/rules.js';
import type { AnswerOf, CommandOf } from '../commands.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, encodeRecord, type Codec } from '../wire/codec.js';
import { frameBytes, FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser } from '../wire/parser.js';
import { errorReply, type ErrorReply, type Outcome } from '../wire-error.js';
import { LinkWatch } from './link-watch.js';
import { PendingCommand } from './pending-command.js';
import type { Readout } from './readout.js';
import { RequestNumbers } from './request-numbers.js';
import type { ClientTiming } from './timing.js';
import { noTraffic, type LinkTraffic } from './traffic.js';

/** How often a command is repeated because one before it had not arrived, before the device is not believed any more. */
const MOST_TIMES_EARLY = 4 * rules.commandTries;

/** Commands that need no session. */
const sessionless: ReadonlySet<CommandName> = new Set(['HELLO', 'RESET', 'CLOSE']);

/** Something to be sent in its turn; false: it must wait, for credit or a number, and be called again. */
export type Sending = () => boolean;

export type SendFrame = (frame: Uint8Array) => void;

export interface CommandOptions<K extends CommandName> {
  /** whether frames carry virtual time */
  readonly stamped: boolean;
  readonly readout?: Readout;
  /** what follows the command frame, made anew each time the command is sent; of no more use once not `isWanted` */
  readonly follow?: (head: FrameHead, isWanted: () => boolean, send: SendFrame) => Sending;
  /** the record to send, made anew each time, where it depends on what was sent before */
  readonly refresh?: () => CommandOf<K>;
  /** RUN, READ and MEASURE: aborts the command, here or on the device */
  readonly signal?: AbortSignal;
}

/**
 * Commands and their terminal answers over a transport: request numbers, repeats of what was lost or damaged, the queue
 * in which bulk data wait for credit, and virtual time stamps. Knows no command's meaning, but that CANCEL ends a job.
 */
export class CommandLink {
  readonly traffic: LinkTraffic = noTraffic();
  session = 0;
  /** position up to which codes may be sent */
  creditLimit = 0;
  readonly writer: FrameWriter;
  private readonly parser: FrameParser;
  private readonly watch: LinkWatch;
  private readonly numbers = new RequestNumbers();
  /** every command without an answer, in the order of the calls */
  private readonly open = new Set<PendingCommand>();
  /** those of them that were sent, by their request */
  private readonly sent = new Map<number, PendingCommand>();
  /** requests of this session that were given up */
  private readonly lost = new Set<number>();
  private readonly queue: Sending[] = [];
  private framesHeard = 0;
  private heardMs = wallClock.nowMs();
  private sendings = 0;
  private isPumping = false;
  private closed: { readonly detail: string | undefined } | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly clock: { readonly nowPs: bigint },
    maximumPayloadBytes: number,
    timing: ClientTiming,
  ) {
    this.writer = new FrameWriter((bytes) => transport.allocate?.(bytes));
    this.parser = new FrameParser(
      maximumPayloadBytes,
      (frame) => this.receive(frame),
      ({ session, request }, { array, offset }, bytes) =>
        session === this.session ? this.sent.get(request)?.readout?.placeOf(array, offset, bytes) : undefined,
    );
    this.watch = new LinkWatch(
      {
        sent: () => this.sent.values(),
        sendings: () => this.sendings,
        session: () => this.session,
        heard: () => ({ frames: this.framesHeard, skippedBytes: this.parser.skippedBytes }),
        status: () => this.status(),
        repeatOrFail: (command) =>
          this.repeatOrFail(command, errorReply(ErrorCode.NO_ANSWER, { got: command.tries })),
        failAll: (reply) => this.failAll(reply),
      },
      timing,
    );
    transport.onReceive((bytes) => {
      this.watch.hear();
      this.push(bytes, timing.pauseMs);
    });
    transport.onDrain?.(() => this.pump());
    transport.onClose((reason) => {
      this.closed = { detail: reason?.message };
      this.failAll(this.endOfLink, reason?.message);
    });
  }

  get isClosed(): boolean {
    return this.closed !== undefined;
  }

  /** Whether bulk data had better wait until they are asked for again. */
  get isBacklogged(): boolean {
    return this.transport.isBacklogged === true;
  }

  get skippedBytes(): number {
    return this.parser.skippedBytes;
  }

  set maximumPayloadBytes(bytes: number) {
    this.parser.maximumPayloadBytes = bytes;
  }

  /** A session begins anew: what was given up before does not matter to it. */
  begin(session: number, creditLimitBytes: number): void {
    this.session = session;
    this.creditLimit = creditLimitBytes;
    this.lost.clear();
  }

  /** Sends a command and waits for its one terminal answer. RangeError if a value does not fit its field. */
  command<K extends CommandName>(
    name: K,
    record: CommandOf<K>,
    options: CommandOptions<K>,
  ): Promise<Outcome<AnswerOf<K>>> {
    const { opcode, command } = commands[name];
    const codec = command as Codec<unknown>;
    encodeRecord(codec, record);
    const stampPs = options.stamped ? this.clock.nowPs : undefined;
    const { session } = this;
    return new Promise((resolve) => {
      const headOf = (request: number): FrameHead => ({
        kind: FrameKind.COMMAND,
        opcode,
        flags: 0,
        session,
        request,
        stampPs,
      });
      const enqueue = (attempt: number): void => {
        const isWanted = (): boolean => this.open.has(pending) && pending.attempts === attempt;
        const sendCommand = (): boolean => {
          if (!isWanted()) return true;
          const request = this.numberOf(pending);
          if (request === undefined) return false;
          this.transmit(pending, this.writer.record(headOf(request), codec, options.refresh?.() ?? record));
          return true;
        };
        let following: Sending | undefined;
        const follow = (): boolean => {
          if (pending.request === undefined || options.follow === undefined) return true;
          following ??= options.follow(headOf(pending.request), isWanted, (frame) =>
            this.send(frame, attempt > 1),
          );
          const before = this.sendings;
          const isDone = following();
          if (this.sendings > before) pending.movedMs = this.watch.livedMs;
          return isDone;
        };
        // what overtakes, and what has had its turn, does not wait
        const isAtOnce = this.numbers.isOvertaking(name) || (pending.attempts > 1 && !options.follow);
        if (!isAtOnce || !sendCommand()) this.queue.push(sendCommand);
        if (options.follow !== undefined) this.queue.push(follow);
        this.pump();
      };
      const abort = (): void => this.abort(pending, options.stamped);
      const settle = (outcome: Outcome<AnswerOf<K>>): void => {
        options.signal?.removeEventListener('abort', abort);
        resolve(outcome);
      };
      const pending = new PendingCommand<K>(name, options.readout, enqueue, settle);
      if (this.closed !== undefined) {
        pending.fail(this.endOfLink, this.closed.detail);
      } else if (session === 0 && !sessionless.has(name)) {
        pending.fail(errorReply(ErrorCode.BAD_SESSION));
      } else if (options.signal?.aborted === true) {
        pending.fail(errorReply(ErrorCode.ABORTED));
      } else {
        options.signal?.addEventListener('abort', abort);
        // a set of commands of every kind: each settles with the record of its own
        this.open.add(pending);
        pending.tries = 1;
        pending.send();
      }
    });
  }

  /** How the device is, at once: past the queue, without virtual time. Renews the credit limit. */
  async status(): Promise<Outcome<StatusAnswer>> {
    const answer = await this.command('STATUS', {}, { stamped: false });
    if (answer.ok) this.raiseCredit(answer.value.creditLimitBytes);
    return answer;
  }

  /** Ends every command that waits for an answer. */
  failAll(reply: ErrorReply, detail?: string): void {
    this.queue.length = 0;
    for (const pending of [...this.open]) this.giveUp(pending, reply, detail);
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  /** How a link that closed is told: one on which no frame ever came was none. */
  private get endOfLink(): ErrorReply {
    const { skippedBytes } = this.parser;
    return this.framesHeard === 0 && skippedBytes > 0
      ? errorReply(ErrorCode.NOT_SPU_LINK, { got: skippedBytes })
      : errorReply(ErrorCode.LINK_CLOSED);
  }

  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.queue[0]?.() === true) this.queue.shift();
    this.isPumping = false;
  }

  /** The request of a command; undefined where none is free. */
  private numberOf(pending: PendingCommand): number | undefined {
    const request = (pending.request ??= this.numbers.next(pending.name, (taken) => this.sent.has(taken)));
    if (request !== undefined) this.sent.set(request, pending);
    return request;
  }

  /** Sends the frame of a command. */
  private transmit(pending: PendingCommand, frame: Uint8Array): void {
    if (pending.sentAs === 0) pending.firstSentMs = this.watch.livedMs;
    pending.movedMs = this.watch.livedMs;
    this.send(frame, pending.attempts > 1 || pending.name === 'STATUS');
    pending.sentAs = this.sendings;
    this.watch.start();
  }

  /** Sends one frame now. `isUpkeep`: not for the first time, or not for the program. */
  private send(frame: Uint8Array, isUpkeep: boolean): void {
    this.sendings += 1;
    if (isUpkeep) {
      this.traffic.upkeepBytesSent += frame.length;
    } else {
      this.traffic.framesSent += 1;
      this.traffic.bytesSent += frame.length;
    }
    this.transport.send(frame);
  }

  private push(bytes: Uint8Array, pauseMs: number): void {
    const nowMs = wallClock.nowMs();
    if (nowMs - this.heardMs >= pauseMs) this.parser.pushAfterPause(bytes);
    else this.parser.push(bytes);
    this.heardMs = nowMs;
  }

  private receive(frame: ReceivedFrame): void {
    this.framesHeard += 1;
    if (frame.fault !== undefined) this.traffic.framesRefused += 1;
    const bytes = frameBytes(frame.header.length);
    if (this.take(frame)) {
      this.traffic.framesReceived += 1;
      this.traffic.bytesReceived += bytes;
    } else {
      this.traffic.upkeepBytesReceived += bytes;
    }
  }

  /** False where the frame brings the program nothing. */
  private take(frame: ReceivedFrame): boolean {
    const { header } = frame;
    if (header.session !== this.session) return false;
    if (header.kind === FrameKind.CREDIT) return this.takeCredit(frame);
    const pending = this.sent.get(header.request);
    if (pending === undefined) return false;
    if (header.kind === FrameKind.DATA) return this.takeData(frame, pending);
    return header.kind === FrameKind.ANSWER && this.takeAnswer(frame, pending);
  }

  private takeCredit({ header, fault, body }: ReceivedFrame): boolean {
    if (fault !== undefined) {
      void this.status(); // tells the limit too
      return false;
    }
    if (header.opcode !== Opcode.CREDIT || body.length !== creditPayload.fixedBytes) return false;
    this.raiseCredit(decodeRecord(creditPayload, body).creditLimitBytes);
    return true;
  }

  /** Limits only rise: one that came late or twice changes nothing. */
  private raiseCredit(limitBytes: number): void {
    if (((limitBytes - this.creditLimit) | 0) <= 0) return;
    this.creditLimit = limitBytes;
    this.pump();
  }

  private takeData({ header, piece }: ReceivedFrame, pending: PendingCommand): boolean {
    if (piece === undefined) return false;
    const isTaken = pending.readout?.put(piece, (header.flags & Flag.LAST) !== 0) === true;
    if (isTaken) pending.movedMs = this.watch.livedMs;
    return isTaken;
  }

  /** The answer of a command; false where the command is to be sent again, and for STATUS. */
  private takeAnswer(frame: ReceivedFrame, pending: PendingCommand): boolean {
    this.settle(frame, pending);
    this.pump();
    return !this.open.has(pending) && pending.name !== 'STATUS';
  }

  private settle(frame: ReceivedFrame, pending: PendingCommand): void {
    const { header, fault, body, stampPs } = frame;
    const refused = (header.flags & Flag.ERROR) !== 0;
    if (fault !== undefined) {
      this.repeatOrFail(pending, errorReply(fault, { field: header.opcode }));
    } else if (refused && body.length !== errorRecord.fixedBytes) {
      this.conclude(pending, stampPs).refuseAnswer(`the error record has ${body.length} bytes`);
    } else if (refused) {
      const reply = decodeRecord(errorRecord, body);
      if (reply.code === ErrorCode.OUT_OF_ORDER) this.repeatFromMissing(pending, reply);
      else if (isLost(reply, pending.name)) this.repeatOrFail(pending, reply);
      else this.conclude(pending, stampPs).fail(reply);
    } else if (pending.readout?.isWhole === false) {
      const detail = `its codes ended after ${pending.readout.receivedBytes} bytes`;
      this.repeatOrFail(pending, errorReply(ErrorCode.BAD_ANSWER), detail);
    } else {
      this.conclude(pending, stampPs).answer(header.opcode, body);
    }
  }

  /** The device has not got a command before this one: both go again, in their order, the other only if nobody has sent it since. */
  private repeatFromMissing(pending: PendingCommand, reply: ErrorReply): void {
    pending.timesEarly += 1;
    if (this.lost.has(reply.limit) || pending.timesEarly > MOST_TIMES_EARLY) {
      this.giveUp(pending, reply);
      return;
    }
    const missing = this.sent.get(reply.limit);
    if (missing !== undefined && missing.sentAs < pending.sentAs) {
      this.repeatOrFail(missing, errorReply(ErrorCode.NO_ANSWER, { got: missing.tries }));
    }
    if (this.open.has(pending)) pending.send();
  }

  private repeatOrFail(pending: PendingCommand, reply: ErrorReply, detail?: string): void {
    if (pending.tries >= rules.commandTries) {
      this.giveUp(pending, reply, detail);
      return;
    }
    pending.tries += 1;
    pending.movedMs = this.watch.livedMs;
    this.traffic.commandsRepeated += 1;
    pending.send();
  }

  /** RUN, READ and MEASURE: one that was not sent yet is dropped, another is cancelled on the device. */
  private abort(pending: PendingCommand, stamped: boolean): void {
    if (pending.request === undefined) this.giveUp(pending, errorReply(ErrorCode.ABORTED));
    else void this.cancel(pending, pending.request, stamped);
  }

  /** The job is answered before CANCEL; where it is not, one of its frames was lost, and it goes again to be cancelled again. */
  private async cancel(pending: PendingCommand, target: number, stamped: boolean): Promise<void> {
    while (this.open.has(pending)) {
      const answer = await this.command('CANCEL', { target }, { stamped });
      if (!answer.ok) return;
      if (this.open.has(pending)) {
        this.repeatOrFail(pending, errorReply(ErrorCode.NO_ANSWER, { got: pending.tries }));
      }
    }
  }

  /** Ends a command whose answer does not come. */
  private giveUp(pending: PendingCommand, reply: ErrorReply, detail?: string): void {
    if (pending.request !== undefined) this.lost.add(pending.request);
    this.conclude(pending, undefined).fail(reply, detail);
  }

  /** Takes a command off the list; its outcome tells when the answer arrived. */
  private conclude(pending: PendingCommand, arrivalPs: bigint | undefined): PendingCommand {
    this.open.delete(pending);
    if (pending.request !== undefined) this.sent.delete(pending.request);
    pending.arrivalPs = arrivalPs;
    return pending;
  }
}

/** Whether a refusal says that frames of the command were lost or damaged on their way: it may be repeated. */
const isLost = ({ code }: ErrorReply, name: CommandName): boolean =>
  code === ErrorCode.BAD_PAYLOAD_CRC ||
  (name === 'WRITE' && (code === ErrorCode.BAD_OFFSET || code === ErrorCode.INCOMPLETE));
