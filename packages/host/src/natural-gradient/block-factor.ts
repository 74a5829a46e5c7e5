import { IndefiniteCurvatureError } from './indefinite-curvature-error.js';

/** Part of a block's largest entry that rounding to float32 may leave on a pivot that should be 0. */
const pivotTolerance = 1e-5;

/**
 * The lower triangular L with LLᵀ = S for a block-diagonal S of size × size blocks, block by block (Cholesky
 * in float64). A pivot that rounding has made 0 or negative, as where S is singular (softmax: one zero
 * eigenvalue a block), leaves a zero column.
 * @throws IndefiniteCurvatureError for a block with a negative eigenvalue that is more than rounding
 */
export function factorBlocks(values: Float32Array | Float64Array, size: number): Float64Array {
  const factor = new Float64Array(values.length);
  for (let block = 0; block < values.length; block += size * size) {
    let peak = 0;
    for (let i = 0; i < size * size; i++) peak = Math.max(peak, Math.abs(values[block + i]!));
    for (let j = 0; j < size; j++) {
      let pivot = values[block + j * size + j]!;
      for (let k = 0; k < j; k++) pivot -= factor[block + j * size + k]! ** 2;
      if (pivot < -pivotTolerance * peak) throw indefiniteBlocks(`a pivot is ${pivot.toPrecision(3)}`);
      const diagonal = Math.sqrt(Math.max(pivot, 0));
      factor[block + j * size + j] = diagonal;
      for (let i = j + 1; i < size; i++) {
        let entry = values[block + i * size + j]!;
        for (let k = 0; k < j; k++) entry -= factor[block + i * size + k]! * factor[block + j * size + k]!;
        if (diagonal > 0) factor[block + i * size + j] = entry / diagonal;
        else if (Math.abs(entry) > Math.sqrt(pivotTolerance) * peak) {
          throw indefiniteBlocks(`below a pivot of 0 stands ${entry.toPrecision(3)}`);
        }
      }
    }
  }
  return factor;
}

function indefiniteBlocks(found: string): IndefiniteCurvatureError {
  return new IndefiniteCurvatureError(
    'S, which ngd-woodbury factors,',
    found,
    'take --optimizer ngd or ngd-cg, which need F + damping to be so',
  );
}

/** The product of a block-diagonal matrix of size × size blocks with a vector. */
export function multiplyBlocks(values: Float64Array, size: number, vector: Float64Array): Float64Array {
  return vector.map((_, row) => {
    const first = row - (row % size);
    let sum = 0;
    for (let k = 0; k < size; k++) sum += values[row * size + k]! * vector[first + k]!;
    return sum;
  });
}
