import { ErrorCode, Flag, FrameKind } from '../generated/enums.js';
import {
  commands,
  creditPayload,
  dataPayload,
  errorRecord,
  Opcode,
  type CommandName,
  type StatusAnswer,
} from '../generated/messages.js';
import type { AnswerOf, CommandOf } from '../commands.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, encodeRecord, type Codec } from '../wire/codec.js';
import { FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser } from '../wire/parser.js';
import { errorReply, type ErrorReply, type Outcome } from '../wire-error.js';
import { PendingCommand } from './pending-command.js';
import type { Readout } from './readout.js';
import { noTraffic, type LinkTraffic } from './traffic.js';

/** How often a command is sent before a damaged link is given up. */
const TRIES = 4;

/** Something to be sent in its turn; false: it must wait for credit and be called again. */
export type Sending = () => boolean;

export interface CommandOptions<K extends CommandName> {
  /** whether frames carry virtual time */
  readonly stamped: boolean;
  /** past everything that waits for credit */
  readonly urgent?: boolean;
  readonly readout?: Readout;
  /** what follows the command frame, made anew each time the command is sent; of no more use once not `isWanted` */
  readonly follow?: (head: FrameHead, isWanted: () => boolean) => Sending;
  /** the record to send, made anew each time, where it depends on what was sent before */
  readonly refresh?: () => CommandOf<K>;
}

/**
 * Commands and their terminal answers over a transport: request ids, repeats of what was damaged, the queue in
 * which bulk data wait for credit, and virtual time stamps. Knows no command's meaning.
 */
export class CommandLink {
  readonly traffic: LinkTraffic = noTraffic();
  session = 0;
  /** position up to which codes may be sent */
  creditLimit = 0;
  readonly writer: FrameWriter;
  private readonly parser: FrameParser;
  private readonly pending = new Map<number, PendingCommand>();
  private readonly queue: Sending[] = [];
  private isPumping = false;
  private lastRequest = 0;
  private closed: { readonly detail: string | undefined } | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly clock: { readonly nowPs: bigint },
    maximumPayloadBytes: number,
  ) {
    this.writer = new FrameWriter((bytes) => transport.allocate?.(bytes));
    this.parser = new FrameParser(maximumPayloadBytes, (frame) => this.receive(frame));
    transport.onReceive((bytes) => {
      this.traffic.bytesReceived += bytes.length;
      this.parser.push(bytes);
    });
    transport.onClose((reason) => {
      this.closed = { detail: reason?.message };
      this.failAll(errorReply(ErrorCode.LINK_CLOSED), reason?.message);
    });
  }

  get isClosed(): boolean {
    return this.closed !== undefined;
  }

  get skippedBytes(): number {
    return this.parser.skippedBytes;
  }

  set maximumPayloadBytes(bytes: number) {
    this.parser.maximumPayloadBytes = bytes;
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
    const request = this.nextRequest();
    const stampPs = options.stamped ? this.clock.nowPs : undefined;
    const head: FrameHead = {
      kind: FrameKind.COMMAND,
      opcode,
      flags: 0,
      session: this.session,
      request,
      stampPs,
    };
    return new Promise((settle) => {
      const enqueue = (attempt: number): void => {
        const isWanted = (): boolean => this.pending.get(request) === pending && pending.tries === attempt;
        this.enqueue(options.urgent === true, () => {
          if (isWanted()) this.send(this.writer.record(head, codec, options.refresh?.() ?? record));
          return true;
        });
        if (options.follow !== undefined) this.enqueue(false, options.follow(head, isWanted));
        this.pump();
      };
      const pending = new PendingCommand<K>(name, request, options.readout, enqueue, settle);
      if (this.closed !== undefined) {
        pending.fail(errorReply(ErrorCode.LINK_CLOSED), this.closed.detail);
        return;
      }
      // a map of commands of every kind: each settles with the record of its own
      this.pending.set(request, pending);
      pending.send();
    });
  }

  /** How the device is, at once: past the queue, without virtual time. Renews the credit limit. */
  async status(): Promise<Outcome<StatusAnswer>> {
    const answer = await this.command('STATUS', {}, { stamped: false, urgent: true });
    if (answer.ok) this.raiseCredit(answer.value.creditLimitBytes);
    return answer;
  }

  /** Sends one frame now. */
  send(frame: Uint8Array): void {
    this.traffic.framesSent += 1;
    this.traffic.bytesSent += frame.length;
    this.transport.send(frame);
  }

  /** Ends every command that waits for an answer. */
  failAll(reply: ErrorReply, detail?: string): void {
    const all = [...this.pending.values()];
    this.pending.clear();
    this.queue.length = 0;
    for (const pending of all) pending.fail(reply, detail);
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private enqueue(urgent: boolean, sending: Sending): void {
    if (urgent) sending();
    else this.queue.push(sending);
  }

  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.queue[0]?.() === true) this.queue.shift();
    this.isPumping = false;
  }

  private nextRequest(): number {
    do this.lastRequest = (this.lastRequest % 0xffff) + 1;
    while (this.pending.has(this.lastRequest));
    return this.lastRequest;
  }

  private receive(frame: ReceivedFrame): void {
    this.traffic.framesReceived += 1;
    const { header } = frame;
    if (frame.fault !== undefined) this.traffic.framesRefused += 1;
    if (header.session !== this.session) return;
    if (header.kind === FrameKind.CREDIT) {
      this.receiveCredit(frame);
      return;
    }
    const pending = this.pending.get(header.request);
    if (pending === undefined) return;
    if (header.kind === FrameKind.DATA) this.receiveData(frame, pending);
    if (header.kind === FrameKind.ANSWER) this.receiveAnswer(frame, pending);
  }

  private receiveCredit({ header, fault, body }: ReceivedFrame): void {
    if (fault !== undefined) {
      void this.renewCredit();
      return;
    }
    if (header.opcode !== Opcode.CREDIT || body.length !== creditPayload.fixedBytes) return;
    this.raiseCredit(decodeRecord(creditPayload, body).creditLimitBytes);
  }

  /** Asks for a limit that did not arrive; without it, nothing that waits would ever go on. */
  private async renewCredit(): Promise<void> {
    const answer = await this.status();
    if (!answer.ok) this.failAll(answer.error);
  }

  /** Limits only rise: one that came late or twice changes nothing. */
  private raiseCredit(limitBytes: number): void {
    if (((limitBytes - this.creditLimit) | 0) <= 0) return;
    this.creditLimit = limitBytes;
    this.pump();
  }

  private receiveData({ fault, body }: ReceivedFrame, { readout }: PendingCommand): void {
    if (readout === undefined || fault !== undefined || body.length < dataPayload.fixedBytes) return;
    const { array, offset, codes } = decodeRecord(dataPayload, body);
    readout.put(array, offset, codes);
  }

  private receiveAnswer(frame: ReceivedFrame, pending: PendingCommand): void {
    const { header, fault, body, stampPs } = frame;
    const refused = (header.flags & Flag.ERROR) !== 0;
    if (fault !== undefined) {
      this.repeatOrFail(pending, errorReply(fault, { field: header.opcode }));
    } else if (refused && body.length !== errorRecord.fixedBytes) {
      this.conclude(pending, stampPs).refuseAnswer(`the error record has ${body.length} bytes`);
    } else if (refused) {
      const reply = decodeRecord(errorRecord, body);
      if (isLost(reply, pending.name)) this.repeatOrFail(pending, reply);
      else this.conclude(pending, stampPs).fail(reply);
    } else if (pending.readout?.isWhole === false) {
      const { receivedBytes, totalBytes } = pending.readout;
      const detail = `${receivedBytes} of ${totalBytes} bytes of codes came`;
      this.repeatOrFail(pending, errorReply(ErrorCode.BAD_ANSWER), detail);
    } else {
      this.conclude(pending, stampPs).answer(header.opcode, body);
    }
    this.pump();
  }

  private repeatOrFail(pending: PendingCommand, reply: ErrorReply, detail?: string): void {
    if (pending.tries < TRIES) {
      this.traffic.commandsRepeated += 1;
      pending.send();
    } else {
      this.conclude(pending, undefined).fail(reply, detail);
    }
  }

  /** Takes a command off the list; its outcome tells when the answer arrived. */
  private conclude(pending: PendingCommand, arrivalPs: bigint | undefined): PendingCommand {
    this.pending.delete(pending.request);
    pending.arrivalPs = arrivalPs;
    return pending;
  }
}

/** Whether a refusal says that frames of the command were lost or damaged on their way: it may be repeated. */
const isLost = ({ code }: ErrorReply, name: CommandName): boolean =>
  code === ErrorCode.BAD_PAYLOAD_CRC ||
  (name === 'WRITE' && (code === ErrorCode.BAD_OFFSET || code === ErrorCode.INCOMPLETE));
