import { factorBlocks } from './factor-blocks.js';
import { IndefiniteCalculus } from './indefinite-calculus.js';
import { KrylovCalculus } from './krylov-calculus.js';
import type { RowSpaceCalculus, RowSpaceProblem } from './row-space.js';
import { SpectralCalculus } from './spectral-calculus.js';

/** Up to this many rows an eigendecomposition costs no more than the Lanczos steps of one mean and one noise vector. */
const spectralRows = 48;

/**
 * How functions of A are evaluated in the space of the rows. The Gram matrix is formed in any case: a pass over
 * the couplings for every Lanczos step costs as much as the Gram matrix after about 30 steps, a run time of 2 τ.
 * Throws UnstableError.
 */
export function chooseCalculus(problem: RowSpaceProblem): RowSpaceCalculus {
  const factor = problem.blocks === undefined ? undefined : factorBlocks(problem.blocks);
  if (problem.blocks !== undefined && factor === undefined) return new IndefiniteCalculus(problem);
  if (problem.rows <= spectralRows) return new SpectralCalculus(problem, factor);
  return new KrylovCalculus(problem, factor);
}
