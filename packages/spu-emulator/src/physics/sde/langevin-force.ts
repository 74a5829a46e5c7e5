import { multiplyBlocks } from '../block-matrix.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import type { AnalogProblem } from '../physics.js';

/** What pulls the cells: δg − (λ + ρBᵀSB)V, in volts per τ. */
export class LangevinForce {
  readonly #problem: AnalogProblem;
  readonly #array: CouplingArray;
  readonly #driveV: Float64Array;

  constructor(problem: AnalogProblem, array: CouplingArray) {
    this.#problem = problem;
    this.#array = array;
    this.#driveV = new Float64Array(problem.drive).map((code) => code * problem.driveGainV);
  }

  /** Writes the force on each of `count` states, one after another, to `out`. */
  async evaluate(volts: Float64Array, count: number, out: Float64Array): Promise<void> {
    const coupled = await this.#coupled(volts, count);
    const { leak, couplingGain, cells } = this.#problem;
    const driveV = this.#driveV;
    for (let first = 0; first < out.length; first += cells) {
      for (let i = 0, at = first; i < cells; i++, at++) {
        const pull = leak * (volts[at] as number) + couplingGain * (coupled[at] as number);
        out[at] = (driveV[i] as number) - pull;
      }
    }
  }

  /** (λ + ρBᵀSB)V of one state. */
  async pull(volts: Float64Array): Promise<Float64Array> {
    const coupled = await this.#coupled(volts, 1);
    const { leak, couplingGain } = this.#problem;
    return volts.map((value, i) => leak * value + couplingGain * (coupled[i] as number));
  }

  /** BᵀSBV. */
  async #coupled(volts: Float64Array, count: number): Promise<ArrayLike<number>> {
    const { blocks, rows } = this.#problem;
    const projected = await this.#array.project(volts, count);
    if (blocks === undefined) return this.#array.spread(projected, count);
    const currents = new Float64Array(projected.length);
    for (let first = 0; first < projected.length; first += rows) {
      multiplyBlocks(blocks, projected.subarray(first, first + rows), currents.subarray(first, first + rows));
    }
    return this.#array.spread(currents, count);
  }
}
