import type { ArrayId } from '../generated/enums.js';
import type { FrameHeader } from '../generated/frame.js';
import type { HelloAnswer } from '../generated/messages.js';
import { AnswerMemory } from './answer-memory.js';
import { CommandOrder } from './command-order.js';
import type { Connection } from './connection.js';
import type { OpenJob } from './job-keeper.js';
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
  readonly answers: AnswerMemory;
  readonly order: CommandOrder;
  /** arrays of the idle bank since the last commit */
  readonly written = new Map<ArrayId, Transfer>();
  /** the WRITE in progress */
  writing: { readonly order: Order; readonly transfer: Transfer } | undefined;
  /** RUNs, READs and MEASUREs that wait or are in progress, by their request, in the order in which they came */
  readonly jobs = new Map<number, OpenJob>();
  /** cells of the armed problem; undefined where none is armed */
  armedCells: number | undefined;
  /** the most cells that the latched problem may have */
  latchedCells = 0;

  constructor(
    readonly id: number,
    readonly connection: Connection,
    /** request and nonce of the HELLO, to know it again */
    readonly opening: { readonly request: number; readonly nonce: number; readonly answer: HelloAnswer },
    /** position up to which the host has been told that it may send codes */
    public creditLimit: number,
    runQueueDepth: number,
  ) {
    this.answers = new AnswerMemory(1 + runQueueDepth);
    this.order = new CommandOrder(opening.request);
  }

  isWriting(request: number): boolean {
    return this.writing?.order.header.request === request;
  }
}
