import type { Codec } from '../wire/codec.js';
import { FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser } from '../wire/parser.js';
import type { Transport } from '../transport/transport.js';

/** One transport that a host may speak over: its frames in, its frames out. */
export class Connection {
  readonly writer: FrameWriter;

  constructor(
    private readonly transport: Transport,
    maximumPayloadBytes: number,
    onFrame: (frame: ReceivedFrame, connection: Connection) => void,
    onClose: (connection: Connection) => void,
  ) {
    this.writer = new FrameWriter((bytes) => transport.allocate?.(bytes));
    const parser = new FrameParser(maximumPayloadBytes, (frame) => onFrame(frame, this));
    transport.onReceive((bytes) => parser.push(bytes));
    transport.onClose(() => onClose(this));
  }

  record<T>(head: FrameHead, codec: Codec<T>, record: T): void {
    this.transport.send(this.writer.record(head, codec, record));
  }

  send(frame: Uint8Array): void {
    this.transport.send(frame);
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}
