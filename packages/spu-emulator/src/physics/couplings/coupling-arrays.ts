import { createCouplingArray, type CouplingArray } from './coupling-array.js';
import { CouplingPrograms } from './coupling-programs.js';
import type { AnalogProblem } from '../physics.js';
import { largestFloat32, UnusableCodesError } from '../unusable-codes-error.js';

/** Holds the compiled products of one shape of couplings and makes them anew where the shape changes. */
export class CouplingArrays {
  #programs: CouplingPrograms | undefined;

  async arrayOf({ couplings, rows, cells }: AnalogProblem, threads: number): Promise<CouplingArray> {
    return createCouplingArray(couplings, rows, await this.#programsFor(rows, cells, threads));
  }

  async release(): Promise<void> {
    await this.#programs?.release();
    this.#programs = undefined;
  }

  async #programsFor(rows: number, cells: number, threads: number): Promise<CouplingPrograms> {
    const present = this.#programs;
    if (present?.rows === rows && present.cells === cells && present.threads === threads) return present;
    await present?.release();
    this.#programs = new CouplingPrograms(rows, cells, threads);
    return this.#programs;
  }
}

/**
 * Throws UnusableCodesError if a row has no finite square: what is wrong with a row shows in the Gram matrix, so that no
 * pass over the couplings is needed to learn of it.
 */
export function requireFiniteRows(gram: Float64Array, { couplings, cells, rows }: AnalogProblem): void {
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(gram[row * (rows + 1)])) continue;
    let worst = 0;
    for (const code of couplings.subarray(row * cells, (row + 1) * cells)) {
      if (Number.isFinite(worst) && !(Math.abs(code) <= Math.abs(worst))) worst = code;
    }
    throw new UnusableCodesError('couplings', worst, Math.sqrt(largestFloat32 / cells));
  }
}
