import { HEADER_BYTES, FRAME_MAGIC, type FrameHeader } from '../generated/frame.js';
import type { DataPayload } from '../generated/messages.js';
import { ArrivingCodes } from './arriving-codes.js';
import {
  bytesBeforeCodes,
  frameBytes,
  placeOf,
  readFrame,
  readHeader,
  tooLong,
  type ReceivedFrame,
} from './frame.js';

const MAGIC_FIRST = FRAME_MAGIC & 0xff;
const noBytes = new Uint8Array(0);

/** How many times over, on average, bytes may be looked at because frames around them were damaged. */
const MOST_LOOKS = 8;

/**
 * Says where the codes of a DATA frame that has begun to arrive are wanted: memory of exactly `codesBytes`, into
 * which they go without another copy; undefined where they are not wanted. Neither its payload nor the place of the
 * codes has been checked by then: what is written there counts only when the frame comes without a fault.
 */
export type CodesSink = (
  header: FrameHeader,
  place: Pick<DataPayload, 'array' | 'offset'>,
  codesBytes: number,
) => Uint8Array | undefined;

/**
 * Finds the frames in a stream of bytes, however it is cut. It looks for the magic number with a good header CRC;
 * what lies between frames is skipped and counted, and after a damaged payload it looks inside it, so that lost
 * bytes cost no more than the frame they belong to. A frame that is whole in one piece is read in place; of others
 * the codes go where the sink wants them. It keeps at most one frame of the largest payload.
 */
export class FrameParser {
  /** bytes that belonged to no frame */
  skippedBytes = 0;
  private kept = noBytes;
  private keptBytes = 0;
  /** how many bytes must be there before looking again */
  private needed = HEADER_BYTES;
  private arriving: ArrivingCodes | undefined;
  /** bytes of damaged frames that may still be looked into */
  private patience = 0;

  constructor(
    /** a frame with a longer payload is reported with BAD_LENGTH and not waited for */
    public maximumPayloadBytes: number,
    private readonly onFrame: (frame: ReceivedFrame) => void,
    private readonly sink: CodesSink = () => undefined,
  ) {}

  push(bytes: Uint8Array): void {
    const mostPatience = MOST_LOOKS * frameBytes(this.maximumPayloadBytes);
    this.patience = Math.min(this.patience + MOST_LOOKS * bytes.length, mostPatience);
    let at = 0;
    while (at < bytes.length) {
      if (this.arriving !== undefined) {
        at += this.arrive(this.arriving, at === 0 ? bytes : bytes.subarray(at));
      } else if (this.keptBytes === 0) {
        at += this.scan(at === 0 ? bytes : bytes.subarray(at));
        if (at < bytes.length) at += this.keep(bytes.subarray(at));
      } else {
        at += this.keep(bytes.subarray(at, at + this.needed - this.keptBytes));
        if (this.keptBytes >= this.needed) this.scanKept();
      }
    }
  }

  /**
   * Bytes that came after a pause. Where they begin with a good header, a frame that is incomplete is not waited for: its
   * end was lost. Without this, short frames that follow a long one that was cut off would be taken for its rest.
   */
  pushAfterPause(bytes: Uint8Array): void {
    if (readHeader(bytes, 0) !== undefined) this.abandon();
    this.push(bytes);
  }

  /** Looks for frames inside what is incomplete, until nothing is. */
  private abandon(): void {
    while (this.arriving !== undefined || this.keptBytes > 0) {
      if (this.arriving !== undefined) {
        const { received } = this.arriving;
        this.arriving = undefined;
        for (const part of received) this.keep(part);
      } else {
        const dropped = Math.min(HEADER_BYTES, this.keptBytes);
        this.kept.copyWithin(0, dropped, this.keptBytes);
        this.keptBytes -= dropped;
        this.skippedBytes += dropped;
      }
      if (!this.mayLookInto(HEADER_BYTES + this.keptBytes)) this.keptBytes = 0;
      this.scanKept();
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
      if (header.length > this.maximumPayloadBytes) {
        this.onFrame(tooLong(header));
        at += HEADER_BYTES;
      } else if (bytes.length - at < size) {
        return at + this.begin(bytes.subarray(at), header, size);
      } else {
        const frame = readFrame(bytes, at, header);
        this.onFrame(frame);
        at += frame.fault !== undefined && this.mayLookInto(size) ? HEADER_BYTES : size;
      }
    }
  }

  /** The beginning of a frame of which more is to come: returns how many bytes of it are done with. */
  private begin(bytes: Uint8Array, header: FrameHeader, size: number): number {
    this.needed = size;
    const before = bytesBeforeCodes(header);
    if (before === undefined) return 0;
    const codesAt = HEADER_BYTES + before;
    if (bytes.length < codesAt) {
      this.needed = codesAt;
      return 0;
    }
    const beginning = new Uint8Array(bytes.subarray(HEADER_BYTES, codesAt));
    const codesBytes = header.length - before;
    const destination = this.sink(header, placeOf(header, beginning), codesBytes);
    if (destination === undefined) return 0;
    if (destination.length !== codesBytes) {
      throw new RangeError(`the destination has ${destination.length} bytes; expected ${codesBytes}`);
    }
    this.arriving = new ArrivingCodes(header, beginning, destination);
    this.arriving.take(bytes.subarray(codesAt));
    return bytes.length;
  }

  /** Bytes of a frame whose codes go to the sink; returns how many of them belong to it. */
  private arrive(arriving: ArrivingCodes, bytes: Uint8Array): number {
    const used = arriving.take(bytes);
    if (!arriving.isWhole) return used;
    this.arriving = undefined;
    const frame = arriving.frame();
    const lookInside = frame.fault !== undefined && this.mayLookInto(frameBytes(frame.header.length));
    if (lookInside) for (const part of arriving.parts) this.keep(part);
    this.onFrame(frame);
    if (lookInside) this.scanKept();
    return used;
  }

  /** Whether to look for frames inside a damaged one: not where that has been done too often for what came. */
  private mayLookInto(size: number): boolean {
    this.patience -= size;
    if (this.patience < 0) this.skippedBytes += size - HEADER_BYTES;
    return this.patience >= 0;
  }
}
