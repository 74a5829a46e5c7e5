import { ErrorCode } from '../generated/enums.js';
import type { Job, Reading } from '../server/handler.js';
import { errorReply, type ErrorReply } from '../wire-error.js';

type Result = Reading | ErrorReply;

interface Entry {
  readonly wait: () => Promise<void>;
  readonly conclude: () => Result;
  readonly settle: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}

/** Jobs that are done one after the other. */
export class SerialJobs {
  private readonly entries: Entry[] = [];

  /** in progress and waiting */
  get count(): number {
    return this.entries.length;
  }

  /** `wait` is called when its turn comes; `conclude` after that, unless it was cancelled. */
  add(wait: () => Promise<void>, conclude: () => Result): Job {
    let entry: Entry | undefined;
    const done = new Promise<Result>((settle, fail) => {
      entry = { wait, conclude, settle, fail };
      this.entries.push(entry);
      if (this.entries.length === 1) this.begin(entry);
    });
    return {
      done,
      cancel: () =>
        entry !== undefined && this.end(entry, () => entry?.settle(errorReply(ErrorCode.ABORTED))),
    };
  }

  private begin(entry: Entry): void {
    entry.wait().then(
      () => this.end(entry, () => entry.settle(entry.conclude())),
      (error: unknown) => this.end(entry, () => entry.fail(error)),
    );
  }

  private end(entry: Entry, settle: () => void): boolean {
    const place = this.entries.indexOf(entry);
    if (place < 0) return false;
    settle();
    this.entries.splice(place, 1);
    const next = this.entries[0];
    if (place === 0 && next !== undefined) this.begin(next);
    return true;
  }
}
