import type { LoopEvent } from '@thermoloop/host';
import { join } from 'node:path';
import { EventLog, logBeginning, type LogPosition } from './event-log.js';
import { runFiles } from '../run-directory/run-directory.js';
import type { OpenTrace, RunTrace } from './run-trace.js';
import { writeTraces } from './write-traces.js';

/** A trace in files: events.jsonl as the run goes on, and what is made of it at the end. */
export const openFileTrace: OpenTrace = (from) => new FileTrace(from);

class FileTrace implements RunTrace {
  /** before there is a directory */
  #early: LoopEvent[] = [];
  #directory: string | undefined;
  #log: EventLog | undefined;
  #position: LogPosition;

  constructor(private readonly from: LogPosition | undefined) {
    this.#position = from ?? logBeginning;
  }

  get position(): LogPosition {
    return this.#position;
  }

  add(event: LoopEvent): void {
    if (this.#log === undefined) this.#early.push(event);
    else this.#log.add(event);
  }

  writeTo(directory: string): void {
    this.#directory = directory;
    this.#log = new EventLog(join(directory, runFiles.events), this.from);
    for (const event of this.#early.splice(0)) this.#log.add(event);
  }

  endStep(): void {
    if (this.#log === undefined) return;
    this.#log.flush();
    this.#position = this.#log.position;
  }

  async close(): Promise<void> {
    const directory = this.#directory;
    if (directory === undefined || this.#log === undefined) return;
    this.#log.flush();
    this.#log = undefined;
    await writeTraces({
      events: join(directory, runFiles.events),
      timeline: join(directory, runFiles.timeline),
      waveforms: join(directory, runFiles.waveforms),
    });
  }
}
