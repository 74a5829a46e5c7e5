import { symmetricEigen } from '@thermoloop/compute';
import { multiplyBlocks, type BlockMatrix } from '../block-matrix.js';
import { UnstableError } from '../unstable-error.js';
import { project, spread } from '../couplings/dense-products.js';
import type { MatrixFunction } from './matrix-function.js';
import { modeMatrix, throughModes } from './modes.js';
import type { ModalCalculus, ProductRequest, RowSpaceProblem } from './row-space.js';

/** Directions of BBᵀ below this share of its largest eigenvalue (times r) are rounding of zero: B has no rows there. */
const rankTolerance = 1e-14;

/**
 * f(A)v for a symmetric S of any sign: BBᵀ = PᵀEP with the directions kept in which it is not zero, so that the rows
 * of E^−½PB are orthonormal; ρE^½PSPᵀE^½ = QᵀDQ are the couplings in that basis, and with W = E^−½P
 * f(A)v = f(λ)v + BᵀWᵀQᵀ(f(λ + D) − f(λ))QWBv. Throws UnstableError unless λ + min D > 0.
 */
export class IndefiniteCalculus implements ModalCalculus {
  readonly #problem: RowSpaceProblem;
  /** W, a direction a row. */
  readonly #whitening: Float64Array;
  /** Q, a mode a row. */
  readonly #modes: Float64Array;
  /** D */
  readonly #shifts: Float64Array;

  constructor(problem: RowSpaceProblem, blocks: BlockMatrix) {
    const { leak } = problem;
    const { whitening, stretching, rank } = directionsOf(problem);
    const couplings = couplingsBetween(stretching, rank, blocks, problem);
    const { values, vectors } = symmetricEigen(couplings, rank);
    // outside the rows of B every mode decays at the leak itself
    const lowest = values.reduce((least, shift) => Math.min(least, leak + shift), leak);
    if (lowest <= 0) throw new UnstableError(-lowest);

    this.#problem = problem;
    this.#whitening = whitening;
    this.#modes = vectors;
    this.#shifts = values;
  }

  coefficients(requests: readonly ProductRequest[]): Float64Array[] {
    const { rows } = this.#problem;
    const rank = this.#shifts.length;
    return requests.map(({ matrixFunction, projected }) => {
      const white = project(this.#whitening, rank, projected);
      const weights = this.#weights(matrixFunction);
      return spread(this.#whitening, rows, throughModes(this.#modes, weights, white));
    });
  }

  operator(matrixFunction: MatrixFunction): Float64Array {
    const { rows } = this.#problem;
    const rank = this.#shifts.length;
    const modes = spread(this.#whitening, rows, this.#modes, rank); // QW, a mode a row
    return modeMatrix(modes, this.#weights(matrixFunction), rows);
  }

  #weights(matrixFunction: MatrixFunction): Float64Array {
    const { leak } = this.#problem;
    const outside = matrixFunction.at(leak);
    return this.#shifts.map((shift) => matrixFunction.at(leak + shift) - outside);
  }
}

/** W = E^−½P and E^½P, a direction a row. */
function directionsOf({ gram, rows }: RowSpaceProblem): {
  whitening: Float64Array;
  stretching: Float64Array;
  rank: number;
} {
  const { values, vectors } = symmetricEigen(gram, rows);
  const threshold = rankTolerance * rows * Math.max(0, values.at(-1) ?? 0);
  const dropped = values.filter((value) => value <= threshold).length;
  const kept = values.subarray(dropped);
  const directions = vectors.subarray(dropped * rows);
  const times = (power: number): Float64Array => {
    const weights = kept.map((value) => value ** power);
    return directions.map((entry, at) => entry * (weights[Math.floor(at / rows)] as number));
  };
  return { whitening: times(-0.5), stretching: times(0.5), rank: kept.length };
}

/** ρ aᵢᵀS aⱼ for all pairs of directions. */
function couplingsBetween(
  directions: Float64Array,
  rank: number,
  blocks: BlockMatrix,
  { rows, couplingGain }: RowSpaceProblem,
): Float64Array {
  const out = new Float64Array(rank * rank);
  const image = new Float64Array(rows);
  for (let j = 0; j < rank; j++) {
    multiplyBlocks(blocks, directions.subarray(j * rows, (j + 1) * rows), image);
    project(directions.subarray(0, (j + 1) * rows), j + 1, image).forEach((overlap, i) => {
      out[i * rank + j] = out[j * rank + i] = couplingGain * overlap;
    });
  }
  return out;
}
