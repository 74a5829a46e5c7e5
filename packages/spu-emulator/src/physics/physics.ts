import type { RandomStream } from '@thermoloop/sim-kernel';
import type { BlockMatrix } from './block-matrix.js';

/** Couplings as the drivers hold them, in codes: r × N, row-major. */
export type Couplings = Int8Array | Int16Array | Float32Array;

/**
 * What the latched bank makes of the array: τV̇ = −(λ + ρBᵀSB)V + δg + √(2κτ)Ẇ with B, S and g in codes, after the
 * converters. Arrays belong to the physics until the next problem.
 */
export interface AnalogProblem {
  readonly rows: number;
  readonly cells: number;
  /** B */
  readonly couplings: Couplings;
  /** S; absent: the unit matrix */
  readonly blocks?: BlockMatrix;
  /** g, length N */
  readonly drive: Float32Array;
  /** ρ */
  readonly couplingGain: number;
  /** δ, in volts per code */
  readonly driveGainV: number;
  /** λ, in 1/τ */
  readonly leak: number;
}

/** What the cells hold when the run time starts. */
export type StartCondition =
  | { readonly kind: 'zero' }
  /** what is left of the held charge: this share of it */
  | { readonly kind: 'held'; readonly retention: number }
  /** the drive's codes at another gain */
  | { readonly kind: 'drive'; readonly gainV: number }
  | { readonly kind: 'written'; readonly codes: Float32Array; readonly gainV: number };

/** Standard normals by number. */
export type NormalSource = Pick<RandomStream, 'fillNormal'>;

export interface Relaxation {
  readonly start: StartCondition;
  /** t/τ */
  readonly runTimeTau: number;
  /** κ, in V² */
  readonly noiseVarianceV2: number;
  /** names the draws of this relaxation: normal i is cell i's */
  readonly noise: NormalSource;
}

/**
 * A level of physics: cells that relax under a programmed problem. One call at a time. A level may throw
 * UnstableError where it cannot follow a growing mode and UnusableCodesError for codes that it cannot compute with;
 * whatever it throws, the cells keep what they held and the next problem is served.
 */
export interface Physics {
  /** Latches a problem; the cells keep their charge. `threads`: of the arithmetic. */
  program(problem: AnalogProblem, threads: number): Promise<void>;
  /** Relaxes the latched problem from the start condition and holds. */
  relax(relaxation: Relaxation): Promise<void>;
  /** What the cells hold, in volts, as of the end of the last relaxation; undefined before the first. */
  read(): Float32Array | undefined;
  /** Forgets problem and charge. */
  clear(): void;
  /** Frees what the arithmetic holds. */
  release(): Promise<void>;
}
