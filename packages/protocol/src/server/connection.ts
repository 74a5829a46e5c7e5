import type { ArrayId } from '../generated/enums.js';
import { FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser } from '../wire/parser.js';
import type { Transport } from '../transport/transport.js';

/** One transport that a host may speak over: its frames in, its frames out. */
export class Connection {
  private readonly writer: FrameWriter;

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

  body(head: FrameHead, body: Uint8Array): void {
    this.transport.send(this.writer.body(head, body));
  }

  data(
    head: FrameHead,
    piece: { readonly array: ArrayId; readonly offset: number },
    codes: Uint8Array,
  ): void {
    this.transport.send(this.writer.data(head, piece, codes).frame);
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}
