import type { LoopEvent } from '@thermoloop/host';
import type { LogPosition } from './event-log.js';

/**
 * Where the events of a run go. `runTrain` calls, in this order: `add` from the first event on; `writeTo` once, when the
 * run directory is there; `endStep` after each step, with `position` asked for at a checkpoint; `close` at the end,
 * also of a run that failed.
 */
export interface RunTrace {
  /** What happened on the virtual clock, in program order. Events before `writeTo` are kept. */
  add(event: LoopEvent): void;
  /** Begins the files of the trace in this directory, or goes on in them behind the position that the trace was opened at. */
  writeTo(directory: string): void;
  /** The events so far belong to steps up to this one: they may be written. */
  endStep(step: number): void;
  /** Of the events up to the last `endStep`: a checkpoint holds it, and a resumed trace goes on behind it. */
  readonly position: LogPosition;
  /** The events are complete; writes what is made of them. */
  close(): Promise<void>;
}

/** Opens the trace of a run; with a position, of one that goes on there. */
export type OpenTrace = (from?: LogPosition) => RunTrace;
