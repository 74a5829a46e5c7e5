/** A block-diagonal square matrix: `values` holds one size × size block after another, each row-major. */
export interface BlockMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/** y = S x. */
export function multiplyBlocks(blocks: BlockMatrix, x: Float64Array, y: Float64Array): void {
  const { size, values } = blocks;
  for (let start = 0, at = 0; start < x.length; start += size) {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += (values[at++] as number) * (x[start + j] as number);
      y[start + i] = sum;
    }
  }
}

/** y = Sᵀ x. */
export function multiplyBlocksTransposed(blocks: BlockMatrix, x: Float64Array, y: Float64Array): void {
  const { size, values } = blocks;
  y.fill(0);
  for (let start = 0, at = 0; start < x.length; start += size) {
    for (let i = 0; i < size; i++) {
      const xi = x[start + i] as number;
      for (let j = 0; j < size; j++) {
        y[start + j] = (y[start + j] as number) + (values[at++] as number) * xi;
      }
    }
  }
}

/** Largest |sᵢⱼ − sⱼᵢ| over all blocks, relative to the largest entry. */
export function asymmetry({ size, values }: BlockMatrix): number {
  let worst = 0;
  let largest = 0;
  for (let block = 0; block < values.length; block += size * size) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const lower = values[block + i * size + j] as number;
        worst = Math.max(worst, Math.abs(lower - (values[block + j * size + i] as number)));
        largest = Math.max(largest, Math.abs(lower));
      }
    }
  }
  return worst === 0 ? 0 : worst / largest;
}
