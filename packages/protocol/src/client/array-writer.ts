import type { ArrayId } from '../generated/enums.js';
import { Flag, FrameKind } from '../generated/enums.js';
import { Opcode } from '../generated/messages.js';
import { joinCrc32c } from '../wire/crc32c.js';
import type { FrameHead } from '../wire/frame.js';
import type { CommandLink, SendFrame, Sending } from './command-link.js';

/** Sends the codes of one array in pieces of equal size, as far as the credit goes and as fast as the transport takes them. */
export class ArrayWriter {
  /** of the codes, once they have been sent */
  crc32c = 0;

  constructor(
    private readonly link: CommandLink,
    private readonly array: ArrayId,
    private readonly codes: Uint8Array,
    private readonly pieceBytes: number,
  ) {}

  /** A sending of the whole array, whose first byte stands at `position` in the session's stream of codes. */
  sending(head: FrameHead, isWanted: () => boolean, send: SendFrame, position: () => number): Sending {
    let offset = 0;
    let crc = 0;
    return () => {
      while (isWanted() && offset < this.codes.length) {
        const end = Math.min(offset + this.pieceBytes, this.codes.length);
        const credit = (this.link.creditLimit - position() - end) | 0;
        if (credit < 0 || this.link.isBacklogged) return false;
        crc = joinCrc32c(crc, this.sendPiece(head, send, offset, end), end - offset);
        offset = end;
      }
      if (offset === this.codes.length) this.crc32c = crc;
      return true;
    };
  }

  private sendPiece(head: FrameHead, send: SendFrame, offset: number, end: number): number {
    const flags = (offset === 0 ? Flag.FIRST : 0) | (end === this.codes.length ? Flag.LAST : 0);
    const { frame, codesCrc } = this.link.writer.data(
      { ...head, kind: FrameKind.DATA, opcode: Opcode.DATA, flags },
      { array: this.array, offset },
      this.codes.subarray(offset, end),
    );
    send(frame);
    return codesCrc;
  }
}
