import type { CodeKind, ErrorReply, StartState } from '@thermoloop/protocol';
import type { ProblemGains } from '../device/register-file.js';
import type { TestInput } from './test-input.js';

/** Codes as they came over the link, in a buffer of their own. */
export interface CodedArray {
  readonly kind: CodeKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A bank at the moment it latches. */
export interface CodedProblem {
  readonly rows: number;
  readonly cells: number;
  readonly couplings: CodedArray;
  readonly drive: CodedArray;
  /** absent: S = I */
  readonly blocks?: CodedArray;
  /** for start state WRITTEN */
  readonly start?: CodedArray;
  readonly gains: ProblemGains;
}

/** Names of every random draw of one run or reading. */
export interface DrawNames {
  readonly seed: bigint;
  readonly runIndex: bigint;
  readonly readIndex: number;
}

/** When cells are converted: virtual times in seconds. */
export interface ReadTimes {
  readonly firstAtS: number;
  /** from a read to the same of the next repeat */
  readonly perRepeatS: number;
  /** from a read to the next of one repeat */
  readonly perReadS: number;
}

/** How cells become codes. */
export interface ReadoutOrder {
  readonly voltsPerCode: number;
  readonly draws: DrawNames;
  readonly times: ReadTimes;
}

/** How often every cell of a trajectory is read, and when. */
export type ReadsOrder =
  /** after the run time, all of one state: they differ by the noise of the converter alone */
  | { readonly kind: 'held'; readonly reads: number }
  /** the first after the run time, each of the others `spacingTau` later, while the cells go on relaxing */
  | { readonly kind: 'live'; readonly reads: number; readonly spacingTau: number };

export interface AnalogRun {
  /** absent: the latched one again. Its buffers are given away */
  readonly problem?: CodedProblem;
  /** virtual time at which the conversion of that problem begins, in seconds */
  readonly programmedAtS: number;
  /** how long the cells relax under the problem latched before, in τ: 0 where they hold until the latch */
  readonly carryTau: number;
  /**
   * set anew for every repeat: from PREVIOUS the second trajectory goes on where the first has ended, since nothing
   * else is left in the cells
   */
  readonly start: StartState;
  /** what the held cells still have of their charge when the carry time starts, or at the latch if it is 0 */
  readonly retention: number;
  readonly runTimeTau: number;
  /** trajectories: 1 or more */
  readonly repeats: number;
  readonly reads: ReadsOrder;
  readonly noiseVarianceV2: number;
  readonly threads: number;
  readonly readout: ReadoutOrder;
}

/** Reads what the last run has left in the cells. */
export interface AnalogRead {
  /** what the held cells still have of their charge when they are read; they keep what they had */
  readonly retention: number;
  /** how long cells that do not hold have relaxed since the last run or reading, in τ: they go on from there. Else 0 */
  readonly driftTau: number;
  readonly noiseVarianceV2: number;
  readonly reads: number;
  readonly readout: ReadoutOrder;
}

/** Converts a test input with one ADC; the cells are left as they are. */
export interface AnalogMeasure {
  readonly input: TestInput;
  readonly converter: number;
  /** of each code, or of the input */
  readonly reads: number;
  readonly voltsPerCode: number;
  /** virtual time of the conversion, in seconds */
  readonly atS: number;
  /** names of its draws, which are no run's */
  readonly draws: { readonly seed: bigint; readonly measureIndex: number };
}

/** What the analog side gives back: repeats × reads × cells codes, or codes × reads of a measurement, and what happened to them. */
export interface AnalogReading {
  readonly codes: Uint8Array<ArrayBuffer>;
  readonly dacClipped: number;
  readonly adcClipped: number;
  /** mean square of what the cells lost since the last hold */
  readonly lossV2: number;
  /** conversions of a cell that stood at a rail */
  readonly railedCells: number;
}

export interface AnalogAnswer {
  readonly outcome: AnalogReading | ErrorReply;
  /** buffers of code arrays that are no longer needed */
  readonly freed: readonly ArrayBuffer[];
}

/** The analog side of the chip: converters and cells. One order at a time, in order. */
export interface AnalogPart {
  run(order: AnalogRun): Promise<AnalogAnswer>;
  read(order: AnalogRead): Promise<AnalogAnswer>;
  measure(order: AnalogMeasure): Promise<AnalogAnswer>;
  /** The order in progress, if there is one, ends with ABORTED and leaves the cells discharged. Orders that come later are served. */
  abandon(): void;
  /** Abandons what is in progress and empties cells and banks. */
  clear(): void;
}

export function isRefusal(outcome: AnalogReading | ErrorReply): outcome is ErrorReply {
  return 'code' in outcome;
}
