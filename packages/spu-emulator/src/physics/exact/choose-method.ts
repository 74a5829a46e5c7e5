import { factorBlocks } from './factor-blocks.js';
import { IndefiniteCalculus } from './indefinite-calculus.js';
import { KrylovCalculus } from './krylov-calculus.js';
import { SpectralCalculus } from './spectral-calculus.js';
import { isModal, type ModalCalculus, type RowSpaceCalculus, type RowSpaceProblem } from './row-space.js';

/** Up to this many rows an eigendecomposition costs no more than the Lanczos steps of one mean and one noise vector. */
const spectralRows = 48;

/** An eigendecomposition of r rows takes as long as the Lanczos steps of r / 6 vectors. */
const rowsPerKrylovVector = 6;

/**
 * How functions of A are evaluated in the space of the rows. The Gram matrix is formed in any case: passes over the
 * couplings instead, one for every Lanczos step, cost as much from run times of about 2 τ on, and more after.
 * Throws UnstableError.
 */
export function chooseCalculus(problem: RowSpaceProblem): RowSpaceCalculus {
  const { blocks, rows } = problem;
  const factor = blocks && factorBlocks(blocks);
  if (blocks !== undefined && factor === undefined) return new IndefiniteCalculus(problem, blocks);
  if (rows <= spectralRows) return new SpectralCalculus(problem, factor);
  return new KrylovCalculus(problem, factor);
}

/** The same for many vectors of one system, where one eigendecomposition pays; `present` is what there is already. */
export function modalCalculus(problem: RowSpaceProblem, present: RowSpaceCalculus): ModalCalculus {
  return isModal(present)
    ? present
    : new SpectralCalculus(problem, problem.blocks && factorBlocks(problem.blocks));
}

/** Whether so many noise vectors of one system are better made side by side, by one operator. */
export function prefersOperator(vectors: number, rows: number): boolean {
  return vectors > 1 && (rows <= spectralRows || vectors * rowsPerKrylovVector > rows);
}

/** Beyond this amplification of their rounding, products in f32 cost more than 1e-5 of the result. */
const narrowAmplification = 500;

/**
 * Whether f(λ)v and Bᵀu cancel so far that products in f32 show: sharp modes answer 1/a where both terms have the
 * size of min(t, 1/λ). The trace of BᵀSB bounds the sharpest mode.
 */
export function needsPrecision(problem: RowSpaceProblem, runTimeTau: number): boolean {
  const { leak } = problem;
  return (leak + traceOfCouplings(problem)) * Math.min(runTimeTau, 1 / leak) > narrowAmplification;
}

/** tr ρBᵀSB = ρ Σ Sᵢⱼ Gᵢⱼ over the entries of the blocks, by absolute value. */
function traceOfCouplings({ rows, gram, blocks, couplingGain }: RowSpaceProblem): number {
  const size = blocks?.size ?? 1;
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    const first = i - (i % size);
    for (let j = first; j < first + size; j++, at++) {
      sum += (blocks === undefined ? 1 : (blocks.values[at] as number)) * (gram[i * rows + j] as number);
    }
  }
  return couplingGain * Math.abs(sum);
}
