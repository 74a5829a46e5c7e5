import { HEADER_BYTES, FRAME_MAGIC, type FrameHeader } from '../generated/frame.js';
import { frameBytes, readFrame, readHeader, tooLong, type ReceivedFrame } from './frame.js';

const MAGIC_FIRST = FRAME_MAGIC & 0xff;
const noBytes = new Uint8Array(0);

/**
 * Finds the frames in a stream of bytes, however it is cut. It looks for the magic number with a good header CRC;
 * what lies between frames is skipped and counted, and after a damaged payload it looks inside it, so that lost
 * bytes cost no more than the frame they belong to. A piece that is whole frames is read in place; otherwise it
 * keeps at most one frame of the largest payload.
 */
export class FrameParser {
  /** bytes that belonged to no frame */
  skippedBytes = 0;
  private kept = noBytes;
  private keptBytes = 0;
  /** how many bytes must be there before looking again */
  private needed = HEADER_BYTES;

  constructor(
    /** a frame with a longer payload is reported with BAD_LENGTH and not waited for */
    public maximumPayloadBytes: number,
    private readonly onFrame: (frame: ReceivedFrame) => void,
  ) {}

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.keptBytes === 0) {
        at += this.scan(at === 0 ? bytes : bytes.subarray(at));
        if (at < bytes.length) at += this.keep(bytes.subarray(at));
      } else {
        at += this.keep(bytes.subarray(at, at + this.needed - this.keptBytes));
        if (this.keptBytes >= this.needed) this.scanKept();
      }
    }
  }

  private scanKept(): void {
    const present = this.kept.subarray(0, this.keptBytes);
    const used = this.scan(present);
    this.kept.copyWithin(0, used, this.keptBytes);
    this.keptBytes -= used;
  }

  /** Keeps the beginning of a frame. */
  private keep(bytes: Uint8Array): number {
    const room = Math.max(this.needed, this.keptBytes + bytes.length);
    if (this.kept.length < room) {
      const larger = new Uint8Array(room);
      larger.set(this.kept.subarray(0, this.keptBytes));
      this.kept = larger;
    }
    this.kept.set(bytes, this.keptBytes);
    this.keptBytes += bytes.length;
    return bytes.length;
  }

  /** Hands out the frames in `bytes`; returns how many bytes are done with and sets how many the rest needs. */
  private scan(bytes: Uint8Array): number {
    let at = 0;
    for (;;) {
      const start = bytes.indexOf(MAGIC_FIRST, at);
      if (start < 0) {
        this.skippedBytes += bytes.length - at;
        this.needed = HEADER_BYTES;
        return bytes.length;
      }
      this.skippedBytes += start - at;
      at = start;
      if (bytes.length - at < HEADER_BYTES) {
        this.needed = HEADER_BYTES;
        return at;
      }
      const header = readHeader(bytes, at);
      if (header === undefined) {
        this.skippedBytes += 1;
        at += 1;
        continue;
      }
      const size = frameBytes(header.length);
      if (header.length <= this.maximumPayloadBytes && bytes.length - at < size) {
        this.needed = size;
        return at;
      }
      at += this.deliver(bytes, at, header, size);
    }
  }

  private deliver(bytes: Uint8Array, at: number, header: FrameHeader, size: number): number {
    const frame = header.length > this.maximumPayloadBytes ? tooLong(header) : readFrame(bytes, at, header);
    this.onFrame(frame);
    return frame.fault === undefined ? size : HEADER_BYTES;
  }
}
