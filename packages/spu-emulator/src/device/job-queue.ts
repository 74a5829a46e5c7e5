import { ErrorCode, errorReply, type ErrorReply, type Job, type Reading } from '@thermoloop/protocol';

/** What a RUN, READ or MEASURE does when its turn comes. */
export interface Task {
  /** Begins it. The promise is kept when the analog side is done with it, also after `abandon`. */
  start(): Promise<Reading | ErrorReply>;
  /** It has begun and is to end now. */
  abandon(): void;
  /** It will never begin. */
  drop(): void;
}

/**
 * The runs, readings and measurements that the device has taken: the first is in progress, the others wait. One at a time reaches
 * the analog side, and one that was abandoned there still keeps the next from beginning, but no longer counts.
 */
export class JobQueue<T extends Task> {
  readonly #depth: number;
  #entries: Entry<T>[] = [];
  #isAnalogBusy = false;

  /** `depth`: how many may wait. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  /** In order, the one in progress first. */
  get tasks(): readonly T[] {
    return this.#entries.map(({ task }) => task);
  }

  /** Those that have not begun. */
  get waiting(): readonly T[] {
    return this.#entries.filter(({ hasBegun }) => !hasBegun).map(({ task }) => task);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** How many wait behind the one in progress. */
  get queued(): number {
    return Math.max(0, this.#entries.length - 1);
  }

  /** Why no other can be taken now. */
  refusal(): ErrorReply | undefined {
    if (this.#entries.length <= this.#depth) return undefined;
    return errorReply(ErrorCode.QUEUE_FULL, { got: this.queued, limit: this.#depth });
  }

  add(task: T): Job {
    let end!: (result: Reading | ErrorReply | Promise<Reading | ErrorReply>) => void;
    const done = new Promise<Reading | ErrorReply>((resolve) => (end = resolve));
    const entry: Entry<T> = { task, end, hasBegun: false };
    this.#entries.push(entry);
    this.#beginNext();
    return { done, cancel: () => this.#cancel(entry) };
  }

  /** Every job ends with ABORTED; who calls this has told the analog side. */
  clear(): void {
    for (const { end } of this.#entries.splice(0)) end(errorReply(ErrorCode.ABORTED));
  }

  #cancel(entry: Entry<T>): boolean {
    if (!this.#remove(entry)) return false;
    if (entry.hasBegun) entry.task.abandon();
    else entry.task.drop();
    entry.end(errorReply(ErrorCode.ABORTED));
    return true;
  }

  #beginNext(): void {
    const [entry] = this.#entries;
    if (this.#isAnalogBusy || entry === undefined) return;
    this.#isAnalogBusy = true;
    entry.hasBegun = true;
    const result = entry.task.start();
    const proceed = (): void => {
      this.#isAnalogBusy = false;
      this.#remove(entry);
      this.#beginNext();
      entry.end(result);
    };
    result.then(proceed, proceed);
  }

  #remove(entry: Entry<T>): boolean {
    const at = this.#entries.indexOf(entry);
    if (at < 0) return false;
    this.#entries.splice(at, 1);
    return true;
  }
}

interface Entry<T> {
  readonly task: T;
  /** of no effect once it has ended */
  readonly end: (result: Reading | ErrorReply | Promise<Reading | ErrorReply>) => void;
  hasBegun: boolean;
}
