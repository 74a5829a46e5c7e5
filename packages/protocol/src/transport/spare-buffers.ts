/** Smaller buffers cost less to make than to keep. */
export const KEPT_FROM_BYTES = 16_384;
const MOST_SPARE = 16;

/** Buffers that have been read or sent, to be filled again: a few of the largest size seen. */
export class SpareBuffers {
  private readonly buffers: ArrayBuffer[] = [];
  private size = 0;

  put(buffer: ArrayBuffer): void {
    if (buffer.byteLength < KEPT_FROM_BYTES) return;
    if (buffer.byteLength > this.size) {
      this.size = buffer.byteLength;
      this.buffers.length = 0;
    }
    if (buffer.byteLength === this.size && this.buffers.length < MOST_SPARE) this.buffers.push(buffer);
  }

  take(bytes: number): Uint8Array<ArrayBuffer> {
    const fits = bytes >= KEPT_FROM_BYTES && bytes <= this.size;
    const buffer = fits ? this.buffers.pop() : undefined;
    return buffer === undefined ? new Uint8Array(bytes) : new Uint8Array(buffer, 0, bytes);
  }
}
