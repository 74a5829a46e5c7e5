import { bytesPerCode } from '../codes.js';
import type { AnswerOf } from '../commands.js';
import { ArrayId, ErrorCode, Flag, FrameKind, Stage } from '../generated/enums.js';
import { commands, errorRecord, Opcode, type CommandName } from '../generated/messages.js';
import { encodeRecord, type Codec } from '../wire/codec.js';
import { DATA_OVERHEAD_BYTES, type FrameHead } from '../wire/frame.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import type { GivenAnswer } from './answer-memory.js';
import type { JobCommand, Reading, SpuDeviceHandler } from './handler.js';
import type { Order, Session } from './session.js';

const PIECE_STEP_BYTES = 8;

/** Asked again, they are answered as things are by then. */
const unheld: ReadonlySet<number> = new Set([Opcode.CAPABILITIES, Opcode.STATUS]);

/** Terminal answers: given, stamped with their arrival where the command was stamped, and held for repeats. */
export class Replies {
  constructor(
    private readonly handler: SpuDeviceHandler,
    private readonly openSession: () => Session | undefined,
  ) {}

  answer<K extends CommandName>(name: K, order: Order, record: AnswerOf<K>): undefined {
    const codec = commands[name].answer as Codec<unknown>;
    this.conclude(order, 0, encodeRecord(codec, record));
  }

  refuse(order: Order, reply: ErrorReply): void {
    this.conclude(order, Flag.ERROR, encodeRecord(errorRecord, reply));
  }

  /** A refusal for what the link lost or damaged. It is not held: the command may be repeated as if it were new. */
  refuseLost(order: Order, reply: ErrorReply): void {
    this.send(order, Flag.ERROR, encodeRecord(errorRecord, reply), undefined);
  }

  /** The codes of a run, reading or measurement, and then its report, which ends with their way up. */
  answerReading(name: JobCommand, session: Session, order: Order, { codes, report }: Reading): void {
    const { opcode, answer } = commands[name];
    const departurePs = report.stages[Stage.ADC]?.endPs ?? 0n;
    const stamped = order.arrivalPs !== undefined;
    this.sendCodes(order, codes, stamped ? departurePs : undefined);
    const bits = 8 * answer.fixedBytes;
    const stampPs = stamped ? this.handler.linkUp({ opcode, bits }, departurePs) : undefined;
    const linkUp = { startPs: departurePs, endPs: stampPs ?? departurePs };
    const body = encodeRecord<AnswerOf<'RUN'>>(answer, {
      report: this.handler.completeReport(report, linkUp),
    });
    const { request } = order.header;
    session.answers.keep({ request, opcode, flags: 0, body, stampPs, hadCodes: true }, codes);
    this.send(order, 0, body, stampPs);
  }

  /** Answers a repeated command as before. */
  replay(order: Order, session: Session, given: GivenAnswer): void {
    if (given.hadCodes) {
      const codes = session.answers.codesOf(given.request);
      if (codes === undefined) {
        this.refuseLost(order, errorReply(ErrorCode.ANSWER_GONE));
        return;
      }
      this.sendCodes(order, codes, undefined);
    }
    this.send(order, given.flags, given.body, given.stampPs);
  }

  private conclude(order: Order, flags: number, body: Uint8Array): void {
    const { opcode, request, session } = order.header;
    const { arrivalPs } = order;
    const stampPs =
      arrivalPs === undefined ? undefined : this.handler.linkUp({ opcode, bits: 8 * body.length }, arrivalPs);
    const open = this.openSession();
    const isHeld = !unheld.has(opcode) && open?.id === session && open.connection === order.connection;
    if (isHeld) {
      open.answers.keep({ request, opcode, flags, body, stampPs, hadCodes: false });
    }
    this.send(order, flags, body, stampPs);
  }

  private send(
    { connection, header }: Order,
    flags: number,
    body: Uint8Array,
    stampPs: bigint | undefined,
  ): void {
    const { opcode, session, request } = header;
    connection.body({ kind: FrameKind.ANSWER, opcode, flags, session, request, stampPs }, body);
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
      const stampPs =
        departurePs === undefined
          ? undefined
          : this.handler.linkUp({ opcode: Opcode.DATA, bits }, departurePs);
      const head: FrameHead = {
        kind: FrameKind.DATA,
        opcode: Opcode.DATA,
        flags: (offset === 0 ? Flag.FIRST : 0) | (isLast ? Flag.LAST : 0),
        session: header.session,
        request: header.request,
        stampPs,
      };
      connection.data(head, { array: ArrayId.READOUT, offset }, piece);
    }
  }
}
