import { symmetricEigen } from '@thermoloop/compute';
import { multiplyBlocks, multiplyBlocksTransposed, type BlockMatrix } from '../block-matrix.js';
import type { MatrixFunction } from './matrix-function.js';
import { modeMatrix, throughModes } from './modes.js';
import type { ModalCalculus, ProductRequest, RowSpaceProblem } from './row-space.js';

/** f(A)v = f(λ)v + ρBᵀLQ q(μ) QᵀLᵀBv by the eigendecomposition Q diag(μ) Qᵀ of M = ρLᵀGL, for S = LLᵀ. */
export class SpectralCalculus implements ModalCalculus {
  readonly #problem: RowSpaceProblem;
  readonly #shifts: Float64Array;
  /** LQ, a mode a row. */
  readonly #modes: Float64Array;

  /** `factor`: L of the blocks, absent where S = I. */
  constructor(problem: RowSpaceProblem, factor: BlockMatrix | undefined) {
    const { rows, couplingGain } = problem;
    const { values, vectors } = symmetricEigen(congruence(problem, factor), rows);
    this.#problem = problem;
    this.#shifts = values.map((value) => Math.max(0, couplingGain * value));
    this.#modes =
      factor === undefined ? vectors : eachRow(vectors, rows, (from, to) => multiplyBlocks(factor, from, to));
  }

  coefficients(requests: readonly ProductRequest[]): Float64Array[] {
    return requests.map(({ matrixFunction, projected }) =>
      throughModes(this.#modes, this.#weights(matrixFunction), projected),
    );
  }

  operator(matrixFunction: MatrixFunction): Float64Array {
    return modeMatrix(this.#modes, this.#weights(matrixFunction), this.#problem.rows);
  }

  #weights(matrixFunction: MatrixFunction): Float64Array {
    const { leak, couplingGain } = this.#problem;
    return this.#shifts.map((shift) => couplingGain * matrixFunction.quotient(leak, shift));
  }
}

/** LᵀGL. */
function congruence({ gram, rows }: RowSpaceProblem, factor: BlockMatrix | undefined): Float64Array {
  if (factor === undefined) return gram;
  const half = eachRow(gram, rows, (from, to) => multiplyBlocksTransposed(factor, from, to)); // G L
  return eachRow(transposed(half, rows), rows, (from, to) => multiplyBlocksTransposed(factor, from, to));
}

function eachRow(
  matrix: Float64Array,
  rows: number,
  apply: (from: Float64Array, to: Float64Array) => void,
): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let start = 0; start < matrix.length; start += rows) {
    apply(matrix.subarray(start, start + rows), out.subarray(start, start + rows));
  }
  return out;
}

function transposed(matrix: Float64Array, rows: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % rows) * rows + Math.floor(at / rows)] as number);
}
