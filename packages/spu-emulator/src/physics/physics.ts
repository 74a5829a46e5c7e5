import type { RandomStream } from '@thermoloop/sim-kernel';
import type { BlockMatrix } from './block-matrix.js';

/** Couplings as the drivers hold them, in codes: r × N, row-major. */
export type Couplings = Int8Array | Int16Array | Float32Array;

/** Cells that hold a voltage whatever pulls them: dead ones (0 V) and stuck ones. */
export interface FixedCells {
  /** ascending */
  readonly indices: Int32Array;
  readonly volts: Float32Array;
}

/**
 * What the latched bank makes of the array, with B, S and g in codes, after the converters:
 * τᵢV̇ᵢ = −(λᵢVᵢ + ρ Σₖ B'ₖᵢuₖ) + δgᵢ + oᵢ + √(2κτᵢ)Ẇᵢ with u = S·limit(BV + p). What is absent does nothing:
 * λᵢ = λ, τᵢ = τ, B' = B, o = 0, p = 0, and no limit. Arrays belong to the physics until the next problem.
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
  /** B', r × N, where couplings pull back otherwise than they sense */
  readonly returnCouplings?: Float32Array;
  /** o, length N, in volts per τ */
  readonly driveOffsetV?: Float32Array;
  /** λᵢ/λ, length N, above 0 */
  readonly leakFactors?: Float64Array;
  /** τᵢ/τ, length N, above 0 */
  readonly timeConstantFactors?: Float64Array;
  /** p, length r, in volts × codes: offsets of the rows and what the fixed cells put on them */
  readonly rowOffsets?: Float64Array;
  /** where BV + p stops, either way, in volts × codes */
  readonly rowLimit?: number;
  /** whose columns of B and B' are zero */
  readonly fixed?: FixedCells;
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

/** Several trajectories of one relaxation, and when each is looked at. */
export interface Trajectories {
  /** 1 or more, each from the start condition; from `held` each goes on where the one before has ended */
  readonly repeats: number;
  /** states of each that are seen, 1 or more: the first after the run time */
  readonly samples: number;
  /** from one sample to the next, t/τ */
  readonly spacingTau: number;
}

export const oneTrajectory: Trajectories = { repeats: 1, samples: 1, spacingTau: 0 };

export interface Relaxation {
  readonly start: StartCondition;
  /** t/τ */
  readonly runTimeTau: number;
  /** κ, in V² */
  readonly noiseVarianceV2: number;
  /**
   * The draws of this relaxation. Trajectory j takes normal (j·m + k)·N + i for cell i in its k-th of m increments,
   * which are a level's own: one a sample in distribution, one a time step where time is stepped.
   */
  readonly noise: NormalSource;
  /** absent: one, seen at its end */
  readonly trajectories?: Trajectories;
}

/** Who looks on while cells relax. */
export interface Watch {
  /** What the cells hold at one sample of one repeat, in volts, each once: a view that is good until the call returns. */
  sampled(repeat: number, sample: number, volts: Float32Array): void;
  /** Called at least every tenth of a second of arithmetic; what it throws ends the relaxation and comes out of `relax`. */
  checkpoint(): void;
}

export const unwatched: Watch = { sampled: () => undefined, checkpoint: () => undefined };

/**
 * A level of physics: cells that relax under a programmed problem. One call at a time. A level may throw
 * UnstableError where it cannot follow a growing mode, StepTooLargeError where its time step does not follow a fast one
 * and UnusableCodesError for codes that it cannot compute with; whatever it throws, the cells keep what they held and
 * the next problem is served.
 */
export interface Physics {
  /** Latches a problem; the cells keep their charge. `threads`: of the arithmetic. */
  program(problem: AnalogProblem, threads: number): Promise<void>;
  /** Relaxes the latched problem from the start condition and holds the end of the last trajectory. */
  relax(relaxation: Relaxation, watch?: Watch): Promise<void>;
  /** What the cells hold, in volts, as of the end of the last relaxation; undefined before the first and without charge. */
  read(): Float32Array | undefined;
  /** The cells lose their charge; the problem stays latched. */
  discharge(): void;
  /** Forgets problem and charge. */
  clear(): void;
  /** Frees what the arithmetic holds. */
  release(): Promise<void>;
}
