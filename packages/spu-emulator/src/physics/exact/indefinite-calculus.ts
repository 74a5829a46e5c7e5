import { symmetricEigen } from '@thermoloop/compute';
import { multiplyBlocks } from '../block-matrix.js';
import { UnstableError } from '../unstable-error.js';
import { dot, throughModes } from './modes.js';
import { type ProductRequest, type RowSpaceCalculus, type RowSpaceProblem } from './row-space.js';

/** Directions of BBᵀ below this share of its largest eigenvalue (times r) are rounding of zero: B has no rows there. */
const rankTolerance = 1e-14;

/**
 * f(A)v for a symmetric S of any sign: BBᵀ = PᵀEP with the directions kept in which it is not zero, so that the rows
 * of V = E^−½PB are orthonormal; ρE^½PSPᵀE^½ = QᵀDQ are the couplings in that basis, and
 * f(A)v = f(λ)v + BᵀTᵀ(f(λ + D) − f(λ))TBv with T = QE^−½P. Throws UnstableError unless λ + min D > 0.
 */
export class IndefiniteCalculus implements RowSpaceCalculus {
  readonly #leak: number;
  readonly #shifts: Float64Array;
  /** T, a mode a row. */
  readonly #modes: Float64Array;

  constructor(problem: RowSpaceProblem) {
    const { rows, gram, leak } = problem;
    const { whitened, stretched } = directionsOf(gram, rows);
    const rank = whitened.length;
    const inner = symmetricEigen(couplingsBetween(stretched, problem), rank);
    // outside the rows of B every mode decays at the leak itself
    const lowest = inner.values.reduce((least, shift) => Math.min(least, leak + shift), leak);
    if (lowest <= 0) throw new UnstableError(-lowest);

    this.#leak = leak;
    this.#shifts = inner.values;
    this.#modes = combine(inner.vectors, whitened, rows);
  }

  coefficients(requests: readonly ProductRequest[]): Float64Array[] {
    return requests.map(({ matrixFunction, projected }) => {
      const outside = matrixFunction.at(this.#leak);
      return throughModes(
        this.#modes,
        this.#shifts.map((shift) => matrixFunction.at(this.#leak + shift) - outside),
        projected,
      );
    });
  }
}

/** The eigenvectors of BBᵀ with eigenvalues e that are not zero, times e^−½ and times e^½. */
function directionsOf(
  gram: Float64Array,
  rows: number,
): { whitened: Float64Array[]; stretched: Float64Array[] } {
  const { values, vectors } = symmetricEigen(gram, rows);
  const threshold = rankTolerance * rows * Math.max(...values, 0);
  const kept = Array.from(values.keys()).filter((k) => (values[k] as number) > threshold);
  const times = (k: number, weight: number): Float64Array =>
    vectors.slice(k * rows, (k + 1) * rows).map((entry) => weight * entry);
  return {
    whitened: kept.map((k) => times(k, (values[k] as number) ** -0.5)),
    stretched: kept.map((k) => times(k, Math.sqrt(values[k] as number))),
  };
}

/** ρ aᵢᵀS aⱼ for all pairs of directions. */
function couplingsBetween(
  directions: readonly Float64Array[],
  { rows, blocks, couplingGain }: RowSpaceProblem,
): Float64Array {
  const rank = directions.length;
  const out = new Float64Array(rank * rank);
  const image = new Float64Array(rows);
  directions.forEach((direction, j) => {
    if (blocks === undefined) image.set(direction);
    else multiplyBlocks(blocks, direction, image);
    for (let i = 0; i <= j; i++) {
      out[i * rank + j] = out[j * rank + i] = couplingGain * dot(directions[i] as Float64Array, image);
    }
  });
  return out;
}

/** The rows of Q times the directions. */
function combine(q: Float64Array, directions: readonly Float64Array[], rows: number): Float64Array {
  const rank = directions.length;
  const out = new Float64Array(rank * rows);
  for (let k = 0; k < rank; k++) {
    const mode = out.subarray(k * rows, (k + 1) * rows);
    directions.forEach((direction, i) => {
      const weight = q[k * rank + i] as number;
      for (let j = 0; j < rows; j++) mode[j] = (mode[j] as number) + weight * (direction[j] as number);
    });
  }
  return out;
}
