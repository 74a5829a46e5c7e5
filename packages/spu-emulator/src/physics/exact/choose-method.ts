import { factorBlocks } from './factor-blocks.js';
import { IndefiniteCalculus } from './indefinite-calculus.js';
import { KrylovCalculus } from './krylov-calculus.js';
import { SpectralCalculus } from './spectral-calculus.js';
import type { RowSpaceCalculus, RowSpaceProblem } from './row-space.js';

/** Up to this many rows an eigendecomposition costs no more than the Lanczos steps of one mean and one noise vector. */
const spectralRows = 48;

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
