import { ArrayId } from '../generated/enums.js';
import type { DataPayload } from '../generated/messages.js';

/**
 * Collects the codes of a job from its DATA frames, in order; pieces that do not continue it, and what is more
 * than the device may return, are dropped.
 */
export class Readout {
  receivedBytes = 0;
  /** the last piece has come, and all before it */
  isWhole = false;
  private storage: Uint8Array<ArrayBuffer> | undefined;

  constructor(
    /** how many bytes the host expects, asked when they come: commands before this one may have been refused by then */
    private readonly expected: () => number | undefined,
    /** what a RUN, READ or MEASURE may return on this device */
    private readonly mostBytes: number,
  ) {}

  get bytes(): Uint8Array<ArrayBuffer> {
    return (this.storage ?? new Uint8Array(0)).subarray(0, this.receivedBytes);
  }

  /** What came, where it is not as many bytes as the host expects. */
  get fault(): string | undefined {
    const expected = this.expected();
    if (expected === undefined || expected === this.receivedBytes) return undefined;
    return `${this.receivedBytes} bytes of codes came, not ${expected}`;
  }

  /** Where the next piece is wanted; undefined where this one is not it. */
  placeOf(array: ArrayId, offset: number, bytes: number): Uint8Array | undefined {
    return this.isNext(array, offset, bytes)
      ? this.room(offset + bytes).subarray(offset, offset + bytes)
      : undefined;
  }

  /** False where the piece is of no use. */
  put({ array, offset, codes }: DataPayload, isLast: boolean): boolean {
    if (!this.isNext(array, offset, codes.length)) return false;
    const end = offset + codes.length;
    const storage = this.room(end);
    const isInPlace = codes.buffer === storage.buffer && codes.byteOffset === offset;
    if (!isInPlace) storage.set(codes, offset);
    this.receivedBytes = end;
    this.isWhole = isLast;
    return true;
  }

  private isNext(array: ArrayId, offset: number, bytes: number): boolean {
    return (
      array === ArrayId.READOUT &&
      !this.isWhole &&
      offset === this.receivedBytes &&
      offset + bytes <= this.mostBytes
    );
  }

  /** Storage of this many bytes or more; made when the first piece comes, since the device may refuse. */
  private room(bytes: number): Uint8Array<ArrayBuffer> {
    this.storage ??= new Uint8Array(Math.max(bytes, Math.min(this.expected() ?? 0, this.mostBytes)));
    if (this.storage.length < bytes) {
      const larger = new Uint8Array(Math.min(2 * bytes, this.mostBytes));
      larger.set(this.storage);
      this.storage = larger;
    }
    return this.storage;
  }
}
