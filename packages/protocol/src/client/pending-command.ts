import type { AnswerOf } from '../commands.js';
import { ErrorCode } from '../generated/enums.js';
import { commands, type CommandName } from '../generated/messages.js';
import { decodeRecord, isLengthOf, type Codec } from '../wire/codec.js';
import { errorReply, WireError, type ErrorReply, type Outcome } from '../wire-error.js';
import type { Readout } from './readout.js';

/** Commands that the device may answer late, because it computes or waits for codes. */
const patient: ReadonlySet<CommandName> = new Set(['WRITE', 'RUN', 'READ', 'MEASURE']);

/** A command that waits for its one terminal answer. */
export class PendingCommand<K extends CommandName = CommandName> {
  /** what its frames carry; none until it is sent for the first time */
  request: number | undefined;
  /** how often it was sent, whatever for */
  attempts = 0;
  /** how often it was sent because it or its answer may have been lost, the first time included */
  tries = 0;
  /** how often the device had not got a command before it */
  timesEarly = 0;
  /** place of its last sending among all sendings of the link */
  sentAs = 0;
  /** when it was sent first, and when it was last sent or moved on, in the lived time of the link */
  firstSentMs = 0;
  movedMs = 0;
  /** virtual time of the answer, once it is there */
  arrivalPs: bigint | undefined;

  constructor(
    readonly name: K,
    /** collects the codes that come before the answer */
    readonly readout: Readout | undefined,
    /** puts the command, and what belongs to it, into the queue */
    private readonly enqueue: (attempt: number) => void,
    private readonly settle: (outcome: Outcome<AnswerOf<K>>) => void,
  ) {}

  /** Whether the device answers it as soon as it comes. */
  get isPrompt(): boolean {
    return !patient.has(this.name);
  }

  get isJob(): boolean {
    return this.name === 'RUN' || this.name === 'READ' || this.name === 'MEASURE';
  }

  send(): void {
    this.attempts += 1;
    this.enqueue(this.attempts);
  }

  /** The answer came with this body. */
  answer(opcode: number, body: Uint8Array): void {
    const message = commands[this.name];
    const codec = message.answer as Codec<unknown>;
    if (opcode !== message.opcode) {
      this.refuseAnswer(`the answer has opcode ${opcode}`);
    } else if (!isLengthOf(codec, body.length)) {
      this.refuseAnswer(`the answer has ${body.length} bytes, not ${codec.fixedBytes}`);
    } else {
      const record = decodeRecord(codec, body);
      const fault = codec.fault(record);
      if (fault !== undefined) this.refuseAnswer(`${codec.fields[fault.field]} is ${fault.got}`);
      else if (this.readout?.fault !== undefined) this.refuseAnswer(this.readout.fault);
      else this.settle({ ok: true, value: record as AnswerOf<K>, ...this.arrival });
    }
  }

  fail(reply: ErrorReply, detail?: string): void {
    this.settle({ ok: false, error: new WireError(reply, this.name, detail), ...this.arrival });
  }

  refuseAnswer(detail: string): void {
    this.fail(errorReply(ErrorCode.BAD_ANSWER), detail);
  }

  private get arrival(): { arrivalPs?: bigint } {
    return this.arrivalPs === undefined ? {} : { arrivalPs: this.arrivalPs };
  }
}
