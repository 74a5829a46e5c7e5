import { multiplyBlocks } from '../block-matrix.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import type { AnalogProblem } from '../physics.js';
import { clamp } from './clamp.js';

/** The couplings as they sense the cells and as they pull them back: B and B'. */
export interface CouplingDirections {
  readonly sensing: CouplingArray;
  /** the same where they are alike */
  readonly returning: CouplingArray;
}

/** What pulls the cells: (δgᵢ + oᵢ − λᵢVᵢ − ρ(B'ᵀS·limit(BV + p))ᵢ)·τ/τᵢ, in volts per τ. */
export class LangevinForce {
  readonly #problem: AnalogProblem;
  readonly #arrays: CouplingDirections;
  readonly #driveV: Float64Array;
  /** λᵢ where cells differ */
  readonly #leaks: Float64Array | undefined;
  /** τ/τᵢ where cells differ */
  readonly #speeds: Float64Array | undefined;

  constructor(problem: AnalogProblem, arrays: CouplingDirections) {
    const { drive, driveGainV, driveOffsetV, leak, leakFactors, timeConstantFactors } = problem;
    this.#problem = problem;
    this.#arrays = arrays;
    this.#driveV = new Float64Array(drive).map((code) => code * driveGainV);
    driveOffsetV?.forEach((offset, i) => (this.#driveV[i] = (this.#driveV[i] as number) + offset));
    this.#leaks = leakFactors?.map((factor) => leak * factor);
    this.#speeds = timeConstantFactors?.map((factor) => 1 / factor);
  }

  /** Writes the force on each of `count` states, one after another, to `out`. */
  async evaluate(volts: Float64Array, count: number, out: Float64Array): Promise<void> {
    const coupled = await this.#coupled(volts, count);
    const { leak, couplingGain, cells } = this.#problem;
    const driveV = this.#driveV;
    const leaks = this.#leaks;
    const speeds = this.#speeds;
    for (let first = 0; first < out.length; first += cells) {
      for (let i = 0, at = first; i < cells; i++, at++) {
        const lambda = leaks === undefined ? leak : (leaks[i] as number);
        const pull = lambda * (volts[at] as number) + couplingGain * (coupled[at] as number);
        out[at] = (driveV[i] as number) - pull;
        if (speeds !== undefined) out[at] = (out[at] as number) * (speeds[i] as number);
      }
    }
  }

  /**
   * A symmetric matrix whose eigenvalues are the rates of the cells, on one vector: T^−½AT^−½ with T = diag(τᵢ/τ). Rows are
   * taken to be within their limit, where they pull most.
   */
  pull(x: Float64Array): Promise<Float64Array> {
    const { sensing } = this.#arrays;
    return this.#between(x, sensing, sensing);
  }

  /** MᵀM x for M = T^−½AT^−½ of cells that are pulled back otherwise than sensed: no rate is above the norm of M. */
  async pullSquared(x: Float64Array): Promise<Float64Array> {
    const { sensing, returning } = this.#arrays;
    return this.#between(await this.#between(x, sensing, returning), returning, sensing);
  }

  /** T^−½(Λ + ρ·returningᵀ·S·sensing)T^−½ x. */
  async #between(x: Float64Array, sensing: CouplingArray, returning: CouplingArray): Promise<Float64Array> {
    const { leak, couplingGain } = this.#problem;
    const roots = this.#speeds?.map(Math.sqrt);
    const scaled = roots === undefined ? x : x.map((value, i) => value * (roots[i] as number));
    const coupled = await returning.spread(this.#weighted(await sensing.project(scaled)));
    return scaled.map((value, i) => {
      const pull = (this.#leaks?.[i] ?? leak) * value + couplingGain * (coupled[i] as number);
      return roots === undefined ? pull : pull * (roots[i] as number);
    });
  }

  /** B'ᵀS·limit(BV + p). */
  async #coupled(volts: Float64Array, count: number): Promise<ArrayLike<number>> {
    const { rowOffsets, rowLimit } = this.#problem;
    const { sensing, returning } = this.#arrays;
    const sensed = await sensing.project(volts, count);
    if (rowOffsets !== undefined) {
      for (let at = 0; at < sensed.length; at++) {
        sensed[at] = (sensed[at] as number) + (rowOffsets[at % rowOffsets.length] as number);
      }
    }
    if (rowLimit !== undefined) clamp(sensed, rowLimit);
    return returning.spread(this.#weighted(sensed), count);
  }

  /** S of each of the vectors of length r. */
  #weighted(sensed: Float64Array): Float64Array {
    const { blocks, rows } = this.#problem;
    if (blocks === undefined) return sensed;
    const out = new Float64Array(sensed.length);
    for (let first = 0; first < sensed.length; first += rows) {
      multiplyBlocks(blocks, sensed.subarray(first, first + rows), out.subarray(first, first + rows));
    }
    return out;
  }
}
