import { ErrorCode, Flag, type ArrayId } from '../generated/enums.js';
import { writeCommand, type DataPayload, type WriteCommand } from '../generated/messages.js';
import { joinCrc32c } from '../wire/crc32c.js';
import type { ReceivedFrame } from '../wire/frame.js';
import { errorReply, type ErrorReply } from '../wire-error.js';
import type { WrittenArray } from './checks.js';

/** One array on its way into its storage: pieces in order, with a running CRC, within the credit. */
export class Transfer implements WrittenArray {
  receivedBytes = 0;
  crc32c = 0;

  constructor(
    readonly request: number,
    private readonly write: WriteCommand,
    private readonly storage: Uint8Array,
  ) {}

  get array(): ArrayId {
    return this.write.array;
  }

  get position(): number {
    return this.write.position;
  }

  get rows(): number {
    return this.write.rows;
  }

  get columns(): number {
    return this.write.columns;
  }

  get totalBytes(): number {
    return this.write.totalBytes;
  }

  get isWhole(): boolean {
    return this.receivedBytes === this.totalBytes;
  }

  /** Position in the session's stream of codes up to which codes have arrived. */
  get reached(): number {
    return (this.write.position + this.receivedBytes) >>> 0;
  }

  /** Where the next piece is wanted; undefined where this one is not it. */
  placeOf({ array, offset }: Pick<DataPayload, 'array' | 'offset'>, bytes: number): Uint8Array | undefined {
    const isNext = array === this.write.array && offset === this.receivedBytes;
    return isNext && offset + bytes <= this.totalBytes
      ? this.storage.subarray(offset, offset + bytes)
      : undefined;
  }

  /** Takes a piece; a duplicate changes nothing. A refusal ends the transfer. */
  put(piece: DataPayload, frame: ReceivedFrame, creditLimit: number): ErrorReply | undefined {
    const { array, offset, codes } = piece;
    const { position, totalBytes } = this.write;
    const end = offset + codes.length;
    if (array !== this.write.array) {
      const field = writeCommand.fields.indexOf('array');
      return errorReply(ErrorCode.BAD_ARGUMENT, { field, got: array, limit: this.write.array });
    }
    if (((position + end - creditLimit) | 0) > 0) {
      return errorReply(ErrorCode.NO_CREDIT, { got: (position + end) >>> 0, limit: creditLimit });
    }
    if (offset < this.receivedBytes) return undefined;
    if (offset > this.receivedBytes) {
      return errorReply(ErrorCode.BAD_OFFSET, { got: offset, limit: this.receivedBytes });
    }
    if (end > totalBytes) return errorReply(ErrorCode.BAD_LENGTH, { got: end, limit: totalBytes });
    const isInPlace =
      codes.buffer === this.storage.buffer && codes.byteOffset === this.storage.byteOffset + offset;
    if (!isInPlace) this.storage.set(codes, offset);
    this.receivedBytes = end;
    this.crc32c = joinCrc32c(this.crc32c, frame.codesCrc, codes.length);
    const isLast = (frame.header.flags & Flag.LAST) !== 0;
    return isLast && !this.isWhole ? this.incomplete() : undefined;
  }

  incomplete(): ErrorReply {
    const { array, totalBytes } = this.write;
    return errorReply(ErrorCode.INCOMPLETE, { field: array, got: this.receivedBytes, limit: totalBytes });
  }
}
