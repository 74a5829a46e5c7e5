import type { FrameHeader } from '../generated/frame.js';
import { crc32c } from './crc32c.js';
import { frameOf, trailerBytes, type ReceivedFrame } from './frame.js';

/** A DATA frame whose codes go to their destination as they arrive. */
export class ArrivingCodes {
  private readonly trailer: Uint8Array;
  private codesBytes = 0;
  private codesCrc = 0;
  private trailerFilled = 0;

  constructor(
    private readonly header: FrameHeader,
    /** the payload up to the codes */
    private readonly before: Uint8Array,
    private readonly destination: Uint8Array,
  ) {
    this.trailer = new Uint8Array(trailerBytes(header));
  }

  get isWhole(): boolean {
    return this.trailerFilled === this.trailer.length;
  }

  /** Takes what belongs to the frame; returns how many bytes that is. */
  take(bytes: Uint8Array): number {
    const codes = bytes.subarray(0, this.destination.length - this.codesBytes);
    this.destination.set(codes, this.codesBytes);
    this.codesCrc = crc32c(codes, this.codesCrc);
    this.codesBytes += codes.length;
    const rest = bytes.subarray(codes.length, codes.length + this.trailer.length - this.trailerFilled);
    this.trailer.set(rest, this.trailerFilled);
    this.trailerFilled += rest.length;
    return codes.length + rest.length;
  }

  /** The frame, once it is whole. */
  frame(): ReceivedFrame {
    const { header, before, destination, codesCrc, trailer } = this;
    return frameOf({ header, before, codes: destination, codesCrc, trailer });
  }

  /** What came so far of what is behind the header. */
  get received(): readonly Uint8Array[] {
    const { before, destination, codesBytes, trailer, trailerFilled } = this;
    return [before, destination.subarray(0, codesBytes), trailer.subarray(0, trailerFilled)];
  }

  /** Everything behind the header, as it came. */
  get parts(): readonly Uint8Array[] {
    return [this.before, this.destination, this.trailer];
  }
}
