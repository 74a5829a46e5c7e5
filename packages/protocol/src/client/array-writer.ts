import { ArrayId, Flag, FrameKind } from '../generated/enums.js';
import { Opcode } from '../generated/messages.js';
import { joinCrc32c } from '../wire/crc32c.js';
import type { FrameHead } from '../wire/frame.js';
import type { CommandLink, Sending } from './command-link.js';

/** Sends the codes of one array in pieces of equal size, as far as the credit goes. */
export class ArrayWriter {
  /** of the codes sent by the last sending */
  crc32c = 0;

  constructor(
    private readonly link: CommandLink,
    private readonly array: ArrayId,
    private readonly codes: Uint8Array,
    private readonly pieceBytes: number,
  ) {}

  /** A sending of the whole array, whose first byte stands at `position` in the session's stream of codes. */
  sending(head: FrameHead, isPending: () => boolean, position: () => number): Sending {
    let offset = 0;
    this.crc32c = 0;
    return () => {
      while (isPending() && offset < this.codes.length) {
        const end = Math.min(offset + this.pieceBytes, this.codes.length);
        const credit = (this.link.creditLimit - position() - end) | 0;
        if (credit < 0) return false;
        this.sendPiece(head, offset, end);
        offset = end;
      }
      return true;
    };
  }

  private sendPiece(head: FrameHead, offset: number, end: number): void {
    const flags = (offset === 0 ? Flag.FIRST : 0) | (end === this.codes.length ? Flag.LAST : 0);
    const { frame, codesCrc } = this.link.writer.data(
      { ...head, kind: FrameKind.DATA, opcode: Opcode.DATA, flags },
      { array: this.array, offset },
      this.codes.subarray(offset, end),
    );
    this.crc32c = joinCrc32c(this.crc32c, codesCrc, end - offset);
    this.link.send(frame);
  }
}
