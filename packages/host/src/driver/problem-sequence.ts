import type { LastReading } from './state-scale.js';
import type { DriverMemory } from './step-plan.js';

/** What a driver needs to go on where another one stopped. */
export interface DriverSnapshot {
  /** Runs done. */
  readonly runIndex: number;
  /** Of the last run, if there was one. */
  readonly last?: {
    /** G. */
    readonly stateScale: number;
    readonly alpha: number;
    readonly readoutGainV: number;
    readonly peakV: number;
    readonly clipped: boolean;
    /** The solution [N], in problem units. */
    readonly state: Float32Array;
  };
}

/** What is remembered of a sequence's problems, besides what belongs to the device. */
type SequenceMemory = Omit<DriverMemory, 'latchedAlpha'>;

/**
 * Problems on one device that go on from each other: the scale, the ranges and the last state that the next of them is
 * planned with. A device can serve several in turn, as the tiles of a model do.
 */
export class ProblemSequence {
  memory: SequenceMemory;
  /** As of the last problem that was collected. */
  snapshot: DriverSnapshot = { runIndex: 0 };
  /** What the cells held after the last run that was read. */
  lastState: Float32Array | undefined;
  /** When the device read it, on the clock of its reports. */
  lastReadAtPs: bigint | undefined;

  /** @param stateScale G in problem units per volt, instead of the driver's own choice */
  constructor(stateScale?: number) {
    this.memory = {
      cellsHoldState: false,
      ...(stateScale === undefined ? {} : { requestedStateScale: stateScale }),
    };
  }

  /** Goes on where a snapshot was taken. */
  restore({ runIndex, last }: DriverSnapshot): void {
    this.snapshot = { runIndex };
    this.lastState = undefined;
    this.lastReadAtPs = undefined;
    this.memory = { cellsHoldState: false };
    if (last === undefined) return;
    const state = last.state.slice();
    this.snapshot = { runIndex, last: { ...last, state } };
    this.lastState = state;
    const { stateScale, alpha } = last;
    this.memory = {
      stateScale,
      alpha,
      lastReading: last,
      cells: state.length,
      state,
      cellsHoldState: false,
    };
  }

  /** A problem has been sent. */
  sent(plan: { readonly stateScale: number; readonly alpha: number; readonly cells: number }): void {
    const { state: _, requestedStateScale: __, ...kept } = this.memory;
    this.memory = { ...kept, ...plan, cellsHoldState: true };
  }

  /** Its answer has been read; the state is the present one unless another problem has been sent since. */
  read(lastReading: LastReading, state: Float32Array, readAtPs: bigint, isPresent: boolean): void {
    this.lastState = state;
    this.lastReadAtPs = readAtPs;
    this.memory = { ...this.memory, lastReading, ...(isPresent ? { state } : {}) };
  }

  /** Nothing is known of the cells any more: what was read last is written to them if it is needed. */
  forgetCells(): void {
    const { stateScale, alpha, lastReading } = this.memory;
    const state = this.lastState;
    this.memory =
      state === undefined || lastReading === undefined
        ? { cellsHoldState: false }
        : {
            ...(stateScale === undefined ? {} : { stateScale }),
            ...(alpha === undefined ? {} : { alpha }),
            lastReading,
            cells: state.length,
            state,
            cellsHoldState: false,
          };
  }
}
