import { FRAME_MAGIC, HEADER_BYTES, type FrameHeader } from '../../generated/frame.js';
import { frameBytes, readHeader } from '../../wire/frame.js';

const MAGIC_FIRST = FRAME_MAGIC & 0xff;
const LONGEST_PAYLOAD_BYTES = 1 << 26;

/** A frame as it stands in the stream; without a header what is none. */
export interface Cut {
  readonly bytes: Uint8Array;
  readonly header: FrameHeader | undefined;
}

/** Cuts a stream at the borders of its frames, whatever is wrong with their payloads. */
export class StreamCutter {
  private kept: Uint8Array = new Uint8Array(0);

  constructor(private readonly onCut: (cut: Cut) => void) {}

  push(bytes: Uint8Array): void {
    let rest = this.kept.length === 0 ? bytes : Buffer.concat([this.kept, bytes]);
    while (rest.length > 0) {
      const length = this.cut(rest);
      if (length === 0) break;
      rest = rest.subarray(length);
    }
    this.kept = new Uint8Array(rest);
  }

  /** Hands out what `bytes` begin with; returns its length, 0 if it is not there as a whole. */
  private cut(bytes: Uint8Array): number {
    const start = bytes.indexOf(MAGIC_FIRST);
    if (start !== 0) return this.pass(bytes.subarray(0, start < 0 ? bytes.length : start));
    if (bytes.length < HEADER_BYTES) return 0;
    const header = readHeader(bytes, 0);
    if (header === undefined || header.length > LONGEST_PAYLOAD_BYTES) return this.pass(bytes.subarray(0, 1));
    const size = frameBytes(header.length);
    if (bytes.length < size) return 0;
    return this.pass(bytes.subarray(0, size), header);
  }

  private pass(bytes: Uint8Array, header?: FrameHeader): number {
    this.onCut({ bytes, header });
    return bytes.length;
  }
}
