import type { AnswerOf } from '../commands.js';
import { ErrorCode } from '../generated/enums.js';
import { commands, type CommandName } from '../generated/messages.js';
import { decodeRecord, isLengthOf, type Codec } from '../wire/codec.js';
import { errorReply, WireError, type ErrorReply, type Outcome } from '../wire-error.js';
import type { Readout } from './readout.js';

/** A command that waits for its one terminal answer, and how often it was sent so far. */
export class PendingCommand<K extends CommandName = CommandName> {
  tries = 0;
  /** virtual time of the answer, once it is there */
  arrivalPs: bigint | undefined;

  constructor(
    readonly name: K,
    readonly request: number,
    /** collects the codes that come before the answer */
    readonly readout: Readout | undefined,
    /** puts the command, and what belongs to it, into the queue */
    private readonly enqueue: (attempt: number) => void,
    private readonly settle: (outcome: Outcome<AnswerOf<K>>) => void,
  ) {}

  send(): void {
    this.tries += 1;
    this.enqueue(this.tries);
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
      if (fault === undefined) this.settle({ ok: true, value: record as AnswerOf<K>, ...this.arrival });
      else this.refuseAnswer(`${codec.fields[fault.field]} is ${fault.got}`);
    }
  }

  fail(reply: ErrorReply, detail?: string): void {
    this.settle({ ok: false, error: new WireError(reply, this.name, detail), ...this.arrival });
  }

  private get arrival(): { arrivalPs?: bigint } {
    return this.arrivalPs === undefined ? {} : { arrivalPs: this.arrivalPs };
  }

  refuseAnswer(detail: string): void {
    this.fail(errorReply(ErrorCode.BAD_ANSWER), detail);
  }
}
