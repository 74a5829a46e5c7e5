import type { Layout, MessageLayout, RecordLayout } from '../layout.js';
import { encode, hexOf, type Fields } from './encode.js';
import { frameOf, stamp, type Distortion } from './frame.js';

/** What the device must answer: the error record, or none, with the fields of the answer where they are known. */
export interface ExpectedAnswer {
  readonly opcode: number;
  readonly request: number;
  readonly error: Fields | null;
  readonly fields?: Fields;
}

export interface HostFrame {
  readonly what: string;
  readonly bytes: string;
  /** a RUN, READ or MEASURE that is not done before the conversation is over */
  readonly staysInProgress?: true;
}

/** What a host sends to a device that has just been switched on, and the ANSWER frames that it must get, in this order. */
export interface ConversationVector {
  readonly name: string;
  /** where the device's capability record differs from that of the file */
  readonly capabilities: Fields;
  readonly host: readonly HostFrame[];
  readonly answers: readonly ExpectedAnswer[];
}

/** How a frame differs from the right one. */
export interface Wrong extends Distortion {
  readonly kind?: string;
  readonly opcode?: number;
  readonly flags?: number;
  readonly session?: number;
  readonly request?: number;
  readonly sequence?: number;
  readonly stampPs?: string;
  /** in place of the body that the fields give */
  readonly body?: Uint8Array;
  /** index of a byte of the frame in which one bit is flipped after both CRCs were made */
  readonly flipped?: number;
  /** how many bytes of the frame are sent */
  readonly sent?: number;
}

/** The commands that take their turn. */
export type JobName = 'RUN' | 'READ' | 'MEASURE';

/** A frame that was sent: what its answer will name. */
export interface Sent {
  readonly opcode: number;
  readonly request: number;
}

/** Puts a conversation together, frame by frame, with the answers that are expected. */
export class Conversation {
  private readonly host: HostFrame[] = [];
  private readonly answers: ExpectedAnswer[] = [];
  private sequence = 0;
  private lastRequest = 0;
  private session = 0;

  constructor(
    private readonly layout: Layout,
    private readonly hash: bigint,
    private readonly name: string,
    private readonly capabilities: Fields = {},
  ) {}

  get vector(): ConversationVector {
    const { name, capabilities, host, answers } = this;
    return { name, capabilities, host, answers };
  }

  /** The fields of a HELLO that is taken. */
  get greeting(): Fields {
    const { version } = this.layout.table;
    return {
      versionMinimum: version,
      versionMaximum: version,
      hostNonce: 7,
      schemaHash: String(this.hash),
    };
  }

  /** Opens the session: number 1 on a device that has just been switched on. */
  hello(): this {
    this.good(this.command('HELLO', this.greeting), { version: this.layout.table.version, session: 1 });
    this.session = 1;
    return this;
  }

  command(name: string, fields: Fields = {}, wrong: Wrong = {}): Sent {
    const { opcode, parts } = this.message(name);
    return this.send(name, 'COMMAND', opcode, parts.command, fields, wrong);
  }

  /** A piece of the array that the WRITE announced. */
  data(write: Sent, fields: Fields, wrong: Wrong = {}): Sent {
    const { opcode, parts } = this.message('DATA');
    return this.send('DATA', 'DATA', opcode, parts.payload, fields, { request: write.request, ...wrong });
  }

  /** A job that is still in progress, or waits, when the conversation is over. */
  unfinished(name: JobName, fields: Fields): Sent {
    const sent = this.command(name, fields);
    const frame = this.host.pop();
    if (frame !== undefined) this.host.push({ ...frame, staysInProgress: true });
    return sent;
  }

  raw(what: string, bytes: Uint8Array): void {
    this.host.push({ what, bytes: hexOf(bytes) });
  }

  good({ opcode, request }: Sent, fields?: Fields): void {
    this.answers.push({ opcode, request, error: null, ...(fields && { fields }) });
  }

  refused({ opcode, request }: Sent, code: string, details: Fields = {}): void {
    const value = this.layout.table.enums.ErrorCode?.values[code]?.value;
    if (value === undefined) throw new Error(`${code} is no error code`);
    this.answers.push({ opcode, request, error: { code: value, field: 0, got: 0, limit: 0, ...details } });
  }

  private message(name: string): MessageLayout {
    const message = this.layout.messages.find((candidate) => candidate.name === name);
    if (message === undefined) throw new Error(`the table has no ${name}`);
    return message;
  }

  private send(
    name: string,
    kindName: string,
    opcodeOfTable: number,
    record: RecordLayout | undefined,
    fields: Fields,
    wrong: Wrong,
  ): Sent {
    const kind = this.layout.table.enums.FrameKind?.values[wrong.kind ?? kindName]?.value ?? Number.NaN;
    const opcode = wrong.opcode ?? opcodeOfTable;
    const request = wrong.request ?? (this.lastRequest += 1);
    const simTime = wrong.stampPs === undefined ? 0 : 2 ** (this.layout.table.flags.SIM_TIME?.bit ?? 0);
    const head = {
      kind,
      opcode,
      flags: (wrong.flags ?? 0) | simTime,
      sequence: wrong.sequence ?? this.sequence++,
      session: wrong.session ?? this.session,
      request,
    };
    const body = wrong.body ?? (record ? encode(this.layout, record, fields) : new Uint8Array());
    const payload = wrong.stampPs === undefined ? body : Buffer.concat([stamp(wrong.stampPs), body]);
    const { magic, version, length } = wrong;
    const frame = frameOf(this.layout, head, payload, {
      ...(magic !== undefined && { magic }),
      ...(version !== undefined && { version }),
      ...(length !== undefined && { length }),
    });
    const bytes = Uint8Array.from(frame.bytes.subarray(0, wrong.sent));
    if (wrong.flipped !== undefined) bytes[wrong.flipped] = (bytes[wrong.flipped] ?? 0) ^ 0x10;
    this.raw(name, bytes);
    return { opcode, request };
  }
}
