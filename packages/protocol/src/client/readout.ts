import { ArrayId } from '../generated/enums.js';

/** Collects the codes of a run or reading from its DATA frames, in order; pieces that do not continue it are dropped. */
export class Readout {
  receivedBytes = 0;
  private storage: Uint8Array<ArrayBuffer> | undefined;

  constructor(readonly totalBytes: number) {}

  get isWhole(): boolean {
    return this.receivedBytes === this.totalBytes;
  }

  /** All of it; made when the first piece comes, since the device may refuse. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return (this.storage ??= new Uint8Array(this.totalBytes));
  }

  put(array: ArrayId, offset: number, codes: Uint8Array): void {
    if (array !== ArrayId.READOUT || offset !== this.receivedBytes) return;
    if (offset + codes.length > this.totalBytes) return;
    this.bytes.set(codes, offset);
    this.receivedBytes += codes.length;
  }
}
