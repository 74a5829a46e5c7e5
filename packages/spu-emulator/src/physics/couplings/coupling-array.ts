import type { Couplings } from '../physics.js';
import type { CouplingPrograms } from './coupling-programs.js';
import { gramMatrix, project, spread } from './dense-products.js';

/** Vectors, one after another. */
export type Vectors = Float32Array | Float64Array;

/** The programmed couplings B (r × N): two products, of one vector or of `count` at once, and the Gram matrix. */
export interface CouplingArray {
  /** B v, of length r. */
  project(v: Vectors, count?: number): Promise<Float64Array>;
  /** Bᵀ u, of length N. */
  spread(u: Float64Array, count?: number): Promise<Vectors>;
  /** B Bᵀ, r × r. */
  gram(): Promise<Float64Array>;
  /** The same couplings with products in f64; absent where they are that already, or could not be told apart. */
  readonly precise?: CouplingArray;
}

/** Up to this many couplings products are in f64. */
const smallCount = 4096;
/** Up to this many multiplications plain loops are faster than calls into a runtime. */
const loopCount = 16_384;
/** More couplings than this would not fit a copy in f64 (128 MiB). */
const largestPreciseCount = 1 << 24;

/**
 * Chooses the arithmetic. Couplings of 8 bits get their Gram matrix in integers, exactly; their products stay in
 * f32, whose error no converter beside an 8-bit array can show.
 */
export function createCouplingArray(
  couplings: Couplings,
  rows: number,
  programs: CouplingPrograms,
): CouplingArray {
  if (couplings.length <= smallCount) return smallArray(couplings, rows, programs);
  const floats = programs.floatsOf(couplings);
  const narrow = {
    project: (v: Vectors, count = 1) => programs.project(floats, v, count),
    spread: (u: Float64Array, count = 1) => programs.spread(floats, u, count),
  };
  if (couplings instanceof Int8Array) {
    return { ...narrow, gram: () => programs.gramOfCodes(couplings, floats) };
  }
  const array = { ...narrow, gram: () => programs.gram(floats) };
  if (couplings.length > largestPreciseCount) return array;
  return { ...array, precise: preciseArray(floats, programs) };
}

function preciseArray(floats: Float32Array, programs: CouplingPrograms): CouplingArray {
  return {
    project: (v, count = 1) => programs.projectPrecisely(floats, v, count),
    spread: (u, count = 1) => programs.spreadPrecisely(floats, u, count),
    gram: () => programs.gramPrecisely(floats),
  };
}

function smallArray(couplings: Couplings, rows: number, programs: CouplingPrograms): CouplingArray {
  const cells = couplings.length / rows;
  const floats = programs.floatsOf(couplings);
  const precise = preciseArray(floats, programs);
  const fits = (count: number): boolean => count * couplings.length <= loopCount;
  return {
    project: (v, count = 1) =>
      fits(count) ? Promise.resolve(project(floats, rows, v, count)) : precise.project(v, count),
    spread: (u, count = 1) =>
      fits(count) ? Promise.resolve(spread(floats, cells, u, count)) : precise.spread(u, count),
    gram: () => Promise.resolve(gramMatrix(floats, rows)),
  };
}
