import type { CapabilityRecord } from '../capabilities.js';
import type { CodeArray } from '../codes.js';
import type { ArrayId, CodeKind, Latch, Observation, StartState, TestInput } from '../generated/enums.js';
import type { StatusAnswer } from '../generated/messages.js';
import type { RegisterName } from '../generated/registers.js';
import type { RunReport, StageInterval } from '../generated/structs.js';
import type { ErrorReply } from '../wire-error.js';

/** One register and the value to write, checked: known, writable, on the grid that the capabilities tell. */
export interface RegisterEntry {
  readonly name: RegisterName;
  readonly value: number | bigint;
}

/** An array to be written; kind, shape and size agree with each other and with the capabilities. */
export interface ArrayWrite {
  readonly array: ArrayId;
  readonly codeKind: CodeKind;
  readonly rows: number;
  readonly columns: number;
  readonly totalBytes: number;
}

/** A problem to be armed; every array has been written whole in this shape since the last commit, with the right CRC. */
export interface ProblemCommit {
  readonly arrays: readonly ArrayId[];
  readonly rows: number;
  readonly cells: number;
}

/** A run; start state, observation, reads, repeats, ticks and the size of its codes are within the capabilities. */
export interface RunOrder {
  readonly start: StartState;
  readonly latch: Latch;
  readonly observation: Observation;
  /** of every cell in each repeat */
  readonly reads: number;
  /** trajectories, each from the start state */
  readonly repeats: number;
  readonly carryTicks: bigint;
  readonly runTicks: bigint;
  readonly spacingTicks: bigint;
}

export interface ReadOrder {
  readonly reads: number;
  readonly readIndex: number;
}

/** A test input to be converted; it is there, converters, reads and size of the codes are within the capabilities. */
export interface MeasureOrder {
  readonly input: TestInput;
  /** of the DAC, for LOOPBACK; else none */
  readonly codes: CodeArray;
  /** of each code, or of the input */
  readonly reads: number;
  readonly dacConverter: number;
  readonly adcConverter: number;
  /** from the update of the DAC to the sample of the ADC */
  readonly delayTicks: bigint;
  readonly measureIndex: number;
}

/** What a run, a reading or a measurement gives: codes of the readout format, repeats × reads × cells of them or codes × reads. The server may keep `codes`. */
export interface Reading {
  readonly codes: Uint8Array;
  readonly report: RunReport;
}

/** The commands that become jobs. */
export type JobCommand = 'RUN' | 'READ' | 'MEASURE';

/**
 * A RUN, READ or MEASURE that the device has taken: it waits for its turn or is in progress. Jobs end in the order in which they
 * were taken, but for those that are cancelled.
 */
export interface Job {
  readonly done: Promise<Reading | ErrorReply>;
  /** Ends it at once: `done` resolves with ABORTED, soon or late, and nobody waits for it. False if it was over already. */
  cancel(): boolean;
}

/** What the device knows of its state; the server adds what it knows of the link. */
export type DeviceCondition = Omit<StatusAnswer, 'bootCount' | 'creditLimitBytes'>;

/** One frame on the virtual link: framing is the link model's. */
export interface LinkFrame {
  readonly opcode: number;
  /** codes × resolution, else 8 a payload byte; the stamp itself does not count */
  readonly bits: number;
}

/**
 * A device behind SpuServer. Everything about frames, sessions, requests, credits, offsets, CRCs, grids and
 * sizes is checked before; what is left is the state of the device.
 */
export interface SpuDeviceHandler {
  readonly capabilities: CapabilityRecord;
  /** All or none. */
  writeRegisters(entries: readonly RegisterEntry[]): ErrorReply | undefined;
  readRegister(name: RegisterName): number | bigint | ErrorReply;
  /** Storage of exactly totalBytes for one array of the idle bank, filled until the commit; or a refusal. */
  beginWrite(write: ArrayWrite): Uint8Array | ErrorReply;
  /** Arms the bank. */
  commit(commit: ProblemCommit): ErrorReply | undefined;
  /**
   * `arrivalPs`: when the command reached the device. A job takes its bank, and the banked registers, now; it may wait for
   * its turn. A refusal (BAD_STATE, QUEUE_FULL, INCOMPLETE) leaves everything as it was.
   */
  run(order: RunOrder, arrivalPs: bigint): Job | ErrorReply;
  read(order: ReadOrder, arrivalPs: bigint): Job | ErrorReply;
  /** Leaves banks and cells as they are. */
  measure(order: MeasureOrder, arrivalPs: bigint): Job | ErrorReply;
  /** The report with LINK_UP and what the way up cost; called after linkUp of its last frame. */
  completeReport(report: RunReport, linkUp: StageInterval): RunReport;
  /** Must answer while a run is in progress. */
  status(): DeviceCondition;
  /** Back to power-on from any state; every job has been cancelled. */
  reset(): void;
  /** The session ended, and with it all that its host left; every job has been cancelled. */
  sessionClosed(): void;
  /** When a frame that left the host at `departurePs` reaches the device. */
  linkDown(frame: LinkFrame, departurePs: bigint): bigint;
  /** When a frame that left the device at `departurePs` reaches the host. */
  linkUp(frame: LinkFrame, departurePs: bigint): bigint;
}
