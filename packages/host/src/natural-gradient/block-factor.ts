/**
 * The lower triangular L with LLᵀ = S for a block-diagonal S of size × size blocks, block by block (Cholesky
 * in float64). A pivot that rounding has made 0 or negative, as where S is singular (softmax: one zero
 * eigenvalue a block), leaves a zero column.
 */
export function factorBlocks(values: Float32Array | Float64Array, size: number): Float64Array {
  const factor = new Float64Array(values.length);
  for (let block = 0; block < values.length; block += size * size) {
    for (let j = 0; j < size; j++) {
      let pivot = values[block + j * size + j]!;
      for (let k = 0; k < j; k++) pivot -= factor[block + j * size + k]! ** 2;
      if (!(pivot > 0)) continue;
      const diagonal = Math.sqrt(pivot);
      factor[block + j * size + j] = diagonal;
      for (let i = j + 1; i < size; i++) {
        let entry = values[block + i * size + j]!;
        for (let k = 0; k < j; k++) entry -= factor[block + i * size + k]! * factor[block + j * size + k]!;
        factor[block + i * size + j] = entry / diagonal;
      }
    }
  }
  return factor;
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
