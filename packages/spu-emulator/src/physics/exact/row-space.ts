import type { BlockMatrix } from '../block-matrix.js';
import type { MatrixFunction } from './matrix-function.js';

/**
 * What A = λI + ρBᵀSB is, seen from the r-dimensional space of its rows: the Gram matrix of the couplings
 * (r × r, row-major), the blocks of S (absent: S = I), ρ and λ.
 */
export interface RowSpaceProblem {
  readonly rows: number;
  readonly gram: Float64Array;
  readonly blocks?: BlockMatrix;
  readonly couplingGain: number;
  readonly leak: number;
}

/** One product f(A)v, known by f and by B v. */
export interface ProductRequest {
  readonly matrixFunction: MatrixFunction;
  /** B v, length r. */
  readonly projected: Float64Array;
}

/** A way to evaluate functions of A that needs only vectors of length r. */
export interface RowSpaceCalculus {
  /** For each request the u of length r with f(A)v = f(λ)v + Bᵀu. */
  coefficients(requests: readonly ProductRequest[]): Float64Array[];
}

/** One that can write a function of A down as a matrix in the space of the rows, for many vectors. */
export interface ModalCalculus extends RowSpaceCalculus {
  /** The symmetric r × r matrix M with f(A)v = f(λ)v + BᵀM B v for every v. */
  operator(matrixFunction: MatrixFunction): Float64Array;
}

export function isModal(calculus: RowSpaceCalculus): calculus is ModalCalculus {
  return 'operator' in calculus;
}
