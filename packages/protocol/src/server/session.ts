import type { ArrayId } from '../generated/enums.js';
import type { FrameHeader } from '../generated/frame.js';
import type { HelloAnswer } from '../generated/messages.js';
import { AnswerMemory } from './answer-memory.js';
import type { Connection } from './connection.js';
import type { Transfer } from './transfer.js';

/** A command that is being answered: where it came from and when. */
export interface Order {
  readonly connection: Connection;
  readonly header: FrameHeader;
  /** when it reached the device in virtual time; undefined where it was not stamped */
  readonly arrivalPs: bigint | undefined;
}

/** What the device holds for the host that it speaks with. */
export class Session {
  readonly answers = new AnswerMemory();
  /** arrays of the idle bank since the last commit */
  readonly written = new Map<ArrayId, Transfer>();
  /** the WRITE in progress */
  writing: { readonly order: Order; readonly transfer: Transfer } | undefined;
  /** the RUN or READ in progress */
  running: Order | undefined;

  constructor(
    readonly id: number,
    readonly connection: Connection,
    /** request and nonce of the HELLO, to know it again */
    readonly opening: { readonly request: number; readonly nonce: number; readonly answer: HelloAnswer },
    /** position up to which the host has been told that it may send codes */
    public creditLimit: number,
  ) {}

  isRunning(request: number): boolean {
    return this.running?.header.request === request;
  }

  isWriting(request: number): boolean {
    return this.writing?.order.header.request === request;
  }
}
