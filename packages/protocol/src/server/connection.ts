import { wallClock } from '@thermoloop/sim-kernel';
import type { ArrayId } from '../generated/enums.js';
import { rules } from '../generated/rules.js';
import { FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser, type CodesSink } from '../wire/parser.js';
import type { Transport } from '../transport/transport.js';
import { ReplayWindow } from './replay-window.js';

/** One transport that a host may speak over: its frames in, its frames out. */
export class Connection {
  readonly replays = new ReplayWindow();
  private readonly writer: FrameWriter;
  private readonly parser: FrameParser;
  private heardMs = wallClock.nowMs();
  private callOff: () => void = () => undefined;

  constructor(
    private readonly transport: Transport,
    pauseMs: number,
    onFrame: (frame: ReceivedFrame, connection: Connection) => void,
    onClose: (connection: Connection) => void,
    sink: (connection: Connection, ...codes: Parameters<CodesSink>) => Uint8Array | undefined,
  ) {
    this.writer = new FrameWriter((bytes) => transport.allocate?.(bytes));
    this.parser = new FrameParser(
      rules.smallestMaximumPayloadBytes,
      (frame) => onFrame(frame, this),
      (...codes) => sink(this, ...codes),
    );
    transport.onReceive((bytes) => {
      const isAfterPause = this.silentMs >= pauseMs;
      this.heardMs = wallClock.nowMs();
      if (isAfterPause) this.parser.pushAfterPause(bytes);
      else this.parser.push(bytes);
    });
    transport.onClose(() => {
      this.callOff();
      onClose(this);
    });
  }

  /** How long nothing has come, in milliseconds. */
  get silentMs(): number {
    return wallClock.nowMs() - this.heardMs;
  }

  /** Without a session it is that of HELLO, so that who has none makes the device keep next to nothing. */
  get maximumPayloadBytes(): number {
    return this.parser.maximumPayloadBytes;
  }

  /** A session was opened on it. */
  open(maximumPayloadBytes: number): void {
    this.callOff();
    this.parser.maximumPayloadBytes = maximumPayloadBytes;
  }

  /** There is no session on it: it is closed, unless one is opened in time. */
  awaitHello(withinMs: number): void {
    this.callOff();
    this.callOff = wallClock.after(withinMs, () => void this.transport.close());
    this.parser.maximumPayloadBytes = rules.smallestMaximumPayloadBytes;
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
