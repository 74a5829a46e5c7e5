import type { Couplings } from '../physics.js';
import type { CouplingPrograms } from './coupling-programs.js';
import { gramMatrix, project, spread } from './dense-products.js';

/** The programmed couplings B (r × N) as the exact level uses them: two products and the Gram matrix. */
export interface CouplingArray {
  /** B v, of length r. */
  project(v: Float32Array): Promise<Float64Array>;
  /** Bᵀ u, of length N. */
  spread(u: Float64Array): Promise<Float32Array | Float64Array>;
  /** B Bᵀ, r × r. */
  gram(): Promise<Float64Array>;
  /** The same couplings with products in f64; absent where they are that already, or could not be told apart. */
  readonly precise?: CouplingArray;
}

/** Up to this many couplings plain loops are faster than calls into a runtime. */
const smallCount = 4096;
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
  if (couplings.length <= smallCount) return smallArray(couplings, rows);
  const floats = programs.floatsOf(couplings);
  const narrow = {
    project: (v: Float32Array) => programs.project(floats, v),
    spread: (u: Float64Array) => programs.spread(floats, u),
  };
  if (couplings instanceof Int8Array) {
    return { ...narrow, gram: () => programs.gramOfCodes(couplings, floats) };
  }
  const array = { ...narrow, gram: () => programs.gram(floats) };
  if (couplings.length > largestPreciseCount) return array;
  return {
    ...array,
    precise: {
      project: (v) => programs.projectPrecisely(floats, v),
      spread: (u) => programs.spreadPrecisely(floats, u),
      gram: () => programs.gramPrecisely(floats),
    },
  };
}

function smallArray(couplings: Couplings, rows: number): CouplingArray {
  const cells = couplings.length / rows;
  return {
    project: (v) => Promise.resolve(project(couplings, rows, v)),
    spread: (u) => Promise.resolve(spread(couplings, cells, u)),
    gram: () => Promise.resolve(gramMatrix(couplings, rows)),
  };
}
