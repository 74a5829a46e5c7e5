import { ArrayId } from '../generated/enums.js';

/**
 * Collects the codes of a run or reading from its DATA frames, in order; pieces that do not continue it, and what is more
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
    /** what a RUN or READ may return on this device */
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

  /** False where the piece is of no use. */
  put(array: ArrayId, offset: number, codes: Uint8Array, isLast: boolean): boolean {
    const end = offset + codes.length;
    if (array !== ArrayId.READOUT || offset !== this.receivedBytes || end > this.mostBytes) return false;
    this.room(end).set(codes, offset);
    this.receivedBytes = end;
    this.isWhole = isLast;
    return true;
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
