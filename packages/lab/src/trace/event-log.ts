import type { LoopEvent } from '@thermoloop/host';
import { createHash } from 'node:crypto';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { eventText } from './trace-event.js';

/** Where a log stands: how many events it holds, the hash of all of them, and its length. */
export interface LogPosition {
  readonly events: number;
  readonly hash: string;
  readonly bytes: number;
}

/** Of a log without events. */
export const logBeginning: LogPosition = { events: 0, hash: '0'.repeat(16), bytes: 0 };

/**
 * events.jsonl: the primary record of what happened on the virtual clock, a line an event. Each line carries a hash of
 * itself and of the hash before it, so two runs agree up to a line if their hashes agree there. Lines are gathered and
 * written at every `flush`.
 */
export class EventLog {
  #position: LogPosition;
  #gathered: string[] = [];

  /** Begins the file anew, or goes on at `from`, dropping what stands behind it. */
  constructor(
    readonly path: string,
    from?: LogPosition,
  ) {
    this.#position = from ?? logBeginning;
    if (from === undefined) writeFileSync(path, '');
    else truncateSync(path, from.bytes);
  }

  /** Of what has been added, flushed or not. */
  get position(): LogPosition {
    return this.#position;
  }

  add(event: LoopEvent): void {
    const { events, hash: before, bytes } = this.#position;
    const body = `{"seq":${events + 1},${eventText(event)}`;
    const hash = createHash('sha256').update(before).update(body).digest('hex').slice(0, before.length);
    const line = `${body},"hash":"${hash}"}\n`;
    this.#gathered.push(line);
    this.#position = { events: events + 1, hash, bytes: bytes + Buffer.byteLength(line) };
  }

  flush(): void {
    if (this.#gathered.length === 0) return;
    appendFileSync(this.path, this.#gathered.join(''));
    this.#gathered = [];
  }
}
