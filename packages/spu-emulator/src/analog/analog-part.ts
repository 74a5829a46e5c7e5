import type { CodeKind, ErrorReply, StartState } from '@thermoloop/protocol';
import type { ProblemGains } from '../device/register-file.js';

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

export interface ReadoutOrder {
  readonly reads: number;
  readonly voltsPerCode: number;
  readonly draws: DrawNames;
}

export interface AnalogRun {
  /** absent: the latched one again. Its buffers are given away */
  readonly problem?: CodedProblem;
  readonly start: StartState;
  /** what the held cells still have of their charge at the latch */
  readonly retention: number;
  readonly runTimeTau: number;
  readonly noiseVarianceV2: number;
  readonly threads: number;
  readonly readout: ReadoutOrder;
}

export interface AnalogRead {
  /** what the held cells still have of their charge when they are read */
  readonly retention: number;
  readonly readout: ReadoutOrder;
}

/** What the analog side gives back: reads × cells codes and what happened to them. */
export interface AnalogReading {
  readonly codes: Uint8Array<ArrayBuffer>;
  readonly dacClipped: number;
  readonly adcClipped: number;
  /** mean square of what the cells lost since the last hold */
  readonly lossV2: number;
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
  /** Abandons what is in progress, whose answer is then ABORTED, and empties cells and banks. */
  clear(): void;
}

export function isRefusal(outcome: AnalogReading | ErrorReply): outcome is ErrorReply {
  return 'code' in outcome;
}
