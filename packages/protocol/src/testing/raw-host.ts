import { wallClock } from '@thermoloop/sim-kernel';
import { FrameKind, Flag, type ErrorCode } from '../generated/enums.js';
import { PROTOCOL_VERSION, SCHEMA_HASH } from '../generated/frame.js';
import {
  commands,
  creditPayload,
  dataPayload,
  errorRecord,
  helloAnswer,
  Opcode,
  type CommandName,
  type HelloAnswer,
} from '../generated/messages.js';
import type { CommandOf } from '../commands.js';
import type { Transport } from '../transport/transport.js';
import { decodeRecord, encodeRecord, type Codec } from '../wire/codec.js';
import { FrameWriter, type FrameHead, type ReceivedFrame } from '../wire/frame.js';
import { FrameParser } from '../wire/parser.js';

/** A host that says what a test wants, right or wrong, and keeps what it hears. */
export class RawHost {
  readonly heard: ReceivedFrame[] = [];
  readonly writer = new FrameWriter();
  session = 0;
  request = 0;

  constructor(readonly transport: Transport) {
    const parser = new FrameParser(1 << 20, (frame) =>
      this.heard.push({ ...frame, body: frame.body.slice() }),
    );
    transport.onReceive((bytes) => parser.push(bytes));
  }

  /** The frame of a command, not sent yet. */
  frame<K extends CommandName>(name: K, record: CommandOf<K>, head: Partial<FrameHead> = {}): Uint8Array {
    const { opcode, command } = commands[name];
    return this.writer.body(
      { ...this.head(opcode), ...head },
      encodeRecord(command as Codec<unknown>, record),
    );
  }

  head(opcode: number): FrameHead {
    return {
      kind: FrameKind.COMMAND,
      opcode,
      flags: 0,
      session: this.session,
      request: this.request,
      stampPs: undefined,
    };
  }

  /** Sends a command under a new request, unless `head` names one, and waits for what comes. */
  async send<K extends CommandName>(
    name: K,
    record: CommandOf<K>,
    head: Partial<FrameHead> = {},
  ): Promise<void> {
    if (head.request === undefined) this.request += 1;
    this.transport.send(this.frame(name, record, head));
    await settled();
  }

  /** Sends a piece of the array that is being written. */
  async sendData(
    array: number,
    offset: number,
    codes: Uint8Array,
    head: Partial<FrameHead> = {},
  ): Promise<void> {
    const { frame } = this.writer.data(
      { ...this.head(Opcode.DATA), kind: FrameKind.DATA, ...head },
      { array: array as 0, offset },
      codes,
    );
    this.transport.send(frame);
    await settled();
  }

  async sendBytes(bytes: Uint8Array): Promise<void> {
    this.transport.send(bytes);
    await settled();
  }

  async hello(
    record: Partial<CommandOf<'HELLO'>> = {},
    head: Partial<FrameHead> = {},
  ): Promise<HelloAnswer | undefined> {
    await this.send(
      'HELLO',
      {
        versionMinimum: PROTOCOL_VERSION,
        versionMaximum: PROTOCOL_VERSION,
        hostNonce: 1,
        schemaHash: SCHEMA_HASH,
        ...record,
      },
      { session: 0, ...head },
    );
    const last = this.answers().at(-1);
    if (last === undefined || last.header.flags & Flag.ERROR) return undefined;
    const answer = decodeRecord(helloAnswer, last.body);
    this.session = answer.session;
    return answer;
  }

  answers(): ReceivedFrame[] {
    return this.heard.filter(({ header }) => header.kind === FrameKind.ANSWER);
  }

  answersTo(request: number): ReceivedFrame[] {
    return this.answers().filter(({ header }) => header.request === request);
  }

  /** The last answer: undefined for a success, else the error record. */
  lastError(): { code: ErrorCode; field: number; got: number; limit: number } | undefined {
    const last = this.answers().at(-1);
    return last !== undefined && last.header.flags & Flag.ERROR
      ? decodeRecord(errorRecord, last.body)
      : undefined;
  }

  creditLimits(): number[] {
    return this.heard
      .filter(({ header }) => header.kind === FrameKind.CREDIT)
      .map(({ body }) => decodeRecord(creditPayload, body).creditLimitBytes);
  }

  /** The codes that came in DATA frames of a request. */
  codes(request: number): Uint8Array {
    return Buffer.concat(
      this.heard
        .filter(({ header }) => header.kind === FrameKind.DATA && header.request === request)
        .map(({ body }) => decodeRecord(dataPayload, body).codes),
    );
  }
}

/** All that was sent in memory has arrived and been answered. */
export const settled = (): Promise<void> => wallClock.sleep(0);
