import { formatsOf } from '../capabilities.js';
import { bytesPerCode } from '../codes.js';
import { ErrorCode, FrameKind } from '../generated/enums.js';
import { creditPayload, Opcode, type WriteCommand } from '../generated/messages.js';
import { encodeRecord } from '../wire/codec.js';
import type { ReceivedFrame } from '../wire/frame.js';
import type { CodesSink } from '../wire/parser.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import { writeFault } from './checks.js';
import type { SpuDeviceHandler } from './handler.js';
import type { Replies } from './replies.js';
import type { Order, Session } from './session.js';
import { Transfer } from './transfer.js';

/** Takes the arrays of a session, one after the other, and grants the credit for them. */
export class ArrayReceiver {
  private readonly formats: ReturnType<typeof formatsOf>;

  constructor(
    private readonly handler: SpuDeviceHandler,
    private readonly replies: Replies,
    private readonly creditWindow: number,
  ) {
    this.formats = formatsOf(handler.capabilities);
  }

  /** A WRITE: its answer comes with the last piece; a refusal is returned. */
  begin(session: Session, write: WriteCommand, order: Order): ErrorReply | undefined {
    const { writing } = session;
    if (writing !== undefined && session.isWriting(order.header.request)) {
      if (writing.transfer.position === write.position) return undefined; // the same WRITE twice
      session.writing = undefined; // the host begins again
    }
    this.end(session, session.writing?.transfer.incomplete());
    const fault = writeFault(this.handler.capabilities, write);
    if (fault !== undefined) return fault;
    const { array, codeKind, rows, columns, totalBytes } = write;
    const storage = this.handler.beginWrite({ array, codeKind, rows, columns, totalBytes });
    if (!(storage instanceof Uint8Array)) return storage;
    if (storage.length !== totalBytes) {
      throw new RangeError(`the storage has ${storage.length} bytes; expected ${totalBytes}`);
    }
    session.armedCells = undefined;
    const transfer = new Transfer(order.header.request, write, storage);
    session.writing = { order, transfer };
    session.written.set(array, transfer);
    this.grant(session, transfer);
    return undefined;
  }

  /** Where the codes of a piece that has begun to arrive are wanted. */
  placeOf(session: Session, ...[{ request }, place, bytes]: Parameters<CodesSink>): Uint8Array | undefined {
    return session.isWriting(request) ? session.writing?.transfer.placeOf(place, bytes) : undefined;
  }

  /** A good DATA frame of the WRITE in progress; `arrive` tells the link model of its bits. */
  take(
    session: Session,
    frame: ReceivedFrame,
    arrive: (frame: ReceivedFrame, bits: number) => bigint | undefined,
  ): void {
    const { piece } = frame;
    if (session.writing === undefined || piece === undefined) return;
    const { order, transfer } = session.writing;
    const { kind, resolutionBits } = this.formats[transfer.array];
    const bits = Math.ceil(piece.codes.length / bytesPerCode(kind)) * resolutionBits;
    const arrivalPs = arrive(frame, bits) ?? order.arrivalPs;
    session.writing = { order: { ...order, arrivalPs }, transfer };
    const refusal = transfer.put(piece, frame, session.creditLimit);
    if (refusal !== undefined) this.end(session, refusal);
    else if (transfer.isWhole) this.end(session);
    else this.grant(session, transfer);
  }

  /** Ends the WRITE in progress, if there is one: with the CRC of what came, or why it failed. */
  end(session: Session, refusal?: ErrorReply): void {
    const { writing } = session;
    if (writing === undefined) return;
    session.writing = undefined;
    const { order, transfer } = writing;
    if (refusal === undefined) this.replies.answer('WRITE', order, { crc32c: transfer.crc32c });
    else this.spoil(session, order, refusal);
  }

  /** The WRITE in progress came again, damaged: what it says now is not known. */
  spoilRepeat(session: Session, order: Order, fault: ErrorReply): void {
    session.writing = undefined;
    this.spoil(session, order, fault);
  }

  private spoil(session: Session, order: Order, refusal: ErrorReply): void {
    session.answers.keepSpoilt(order.header);
    this.replies.refuseLost(order, refusal);
  }

  /** After a fault of the device itself. */
  fail(session: Session): void {
    this.end(session, errorReply(ErrorCode.INTERNAL));
  }

  /** Lets the host send on, once half of the window is used. */
  private grant(session: Session, transfer: Transfer): void {
    const limit = (transfer.reached + this.creditWindow) >>> 0;
    if (((limit - session.creditLimit) | 0) < this.creditWindow / 2) return;
    session.creditLimit = limit;
    session.connection.body(
      {
        kind: FrameKind.CREDIT,
        opcode: Opcode.CREDIT,
        flags: 0,
        session: session.id,
        request: transfer.request,
        stampPs: undefined,
      },
      encodeRecord(creditPayload, { creditLimitBytes: limit }),
    );
  }
}
