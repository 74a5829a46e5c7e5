import { symmetricEigen } from '@thermoloop/compute';

/** Square blocks on the diagonal of S, row-major one after another; values or codes. */
export interface BlockDiagonal {
  readonly size: number;
  readonly values: Float32Array | Float64Array | Int8Array | Int16Array;
}

/** The modes of BᵀSB seen from its rows. */
export interface RowModes {
  /** The eigenvalues μ that are not zero. */
  readonly shifts: Float64Array;
  /** For each of them w [r], a row of n × r, such that the vectors Bᵀw are orthonormal eigenvectors. */
  readonly vectors: Float64Array;
}

/** Eigenvalues below this share of the largest one, times their number, are rounding of zero. */
const rankTolerance = 1e-14;
/** So much of a block's largest eigenvalue may be below zero by the rounding of f32 values. */
const signTolerance = 1e-6;

/**
 * From the Gram matrix G = BBᵀ: with S = LLᵀ the eigenvectors q of LᵀGL give w = Lq/√μ. Where S has eigenvalues below
 * zero, B is made orthonormal first: G = PᵀEP, E^½PSPᵀE^½ = QᵀDQ gives w = PᵀE^−½q.
 */
export function rowModes(gram: Float64Array, rows: number, blocks: BlockDiagonal | undefined): RowModes {
  if (blocks === undefined) return normalised(gram, rows, undefined, rows);
  const root = rootOf(blocks);
  return root === undefined ? whitened(gram, rows, blocks) : normalised(gram, rows, root, root.columns);
}

/** L of S = LLᵀ, a column for each eigenvalue that is not zero: block rows of `size`, their columns listed apart. */
interface Root {
  readonly size: number;
  /** Number of columns of all blocks. */
  readonly columns: number;
  /** Of each column: the block that it belongs to, and its `size` entries. */
  readonly entries: readonly { readonly block: number; readonly values: Float64Array }[];
}

/** Undefined if a block has an eigenvalue below zero. */
function rootOf({ size, values }: BlockDiagonal): Root | undefined {
  const entries: { block: number; values: Float64Array }[] = [];
  for (let block = 0; block * size * size < values.length; block++) {
    const part = Float64Array.from(values.subarray(block * size * size, (block + 1) * size * size));
    const eigen = symmetricEigen(part, size);
    const largest = Math.max(...eigen.values.map(Math.abs));
    for (const [k, value] of eigen.values.entries()) {
      if (value < -signTolerance * largest) return undefined;
      if (value <= 1e-9 * largest) continue;
      const scale = Math.sqrt(value);
      const vector = eigen.vectors.subarray(k * size, (k + 1) * size);
      entries.push({ block, values: vector.map((entry) => scale * entry) });
    }
  }
  return { size, columns: entries.length, entries };
}

function normalised(gram: Float64Array, rows: number, root: Root | undefined, columns: number): RowModes {
  const reduced = root === undefined ? gram : congruence(gram, rows, root);
  const { values, vectors } = symmetricEigen(reduced, columns);
  const kept = above(values);
  const out = new Float64Array(kept.length * rows);
  kept.forEach((k, to) => {
    const mode = vectors.subarray(k * columns, (k + 1) * columns);
    const scale = 1 / Math.sqrt(values[k]!);
    const into = out.subarray(to * rows, (to + 1) * rows);
    if (root === undefined) mode.forEach((entry, i) => (into[i] = scale * entry));
    else {
      root.entries.forEach(({ block, values: column }, c) => {
        const weight = scale * mode[c]!;
        for (let i = 0; i < root.size; i++) into[block * root.size + i]! += weight * column[i]!;
      });
    }
  });
  return { shifts: Float64Array.from(kept, (k) => values[k]!), vectors: out };
}

/** LᵀGL. */
function congruence(gram: Float64Array, rows: number, { size, columns, entries }: Root): Float64Array {
  const half = new Float64Array(rows * columns); // G L
  entries.forEach(({ block, values }, c) => {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += gram[row * rows + block * size + i]! * values[i]!;
      half[row * columns + c] = sum;
    }
  });
  const out = new Float64Array(columns * columns);
  entries.forEach(({ block, values }, c) => {
    for (let i = 0; i < size; i++) {
      const weight = values[i]!;
      const from = (block * size + i) * columns;
      for (let k = 0; k < columns; k++) out[c * columns + k]! += weight * half[from + k]!;
    }
  });
  return out;
}

function whitened(gram: Float64Array, rows: number, blocks: BlockDiagonal): RowModes {
  const { values, vectors } = symmetricEigen(gram, rows);
  const kept = above(values);
  const directions = kept.map((k) => vectors.subarray(k * rows, (k + 1) * rows));
  const sizes = kept.map((k) => Math.sqrt(values[k]!));
  const rank = kept.length;
  const inner = new Float64Array(rank * rank);
  directions.forEach((direction, j) => {
    const image = timesBlocks(blocks, direction);
    for (let i = j; i < rank; i++) {
      inner[i * rank + j] = inner[j * rank + i] = sizes[i]! * sizes[j]! * dot(directions[i]!, image);
    }
  });
  const eigen = symmetricEigen(inner, rank);
  const out = new Float64Array(rank * rows);
  for (let j = 0; j < rank; j++) {
    const into = out.subarray(j * rows, (j + 1) * rows);
    directions.forEach((direction, k) => {
      const weight = eigen.vectors[j * rank + k]! / sizes[k]!;
      for (let i = 0; i < rows; i++) into[i]! += weight * direction[i]!;
    });
  }
  return { shifts: eigen.values, vectors: out };
}

/** S v. */
export function timesBlocks({ size, values }: BlockDiagonal, v: Float64Array): Float64Array {
  return v.map((_, row) => {
    const first = row - (row % size);
    let sum = 0;
    for (let k = 0; k < size; k++) sum += values[row * size + k]! * v[first + k]!;
    return sum;
  });
}

/** Indices of eigenvalues that are not rounding of zero. */
function above(values: Float64Array): number[] {
  const threshold = rankTolerance * values.length * Math.max(0, values.at(-1) ?? 0);
  return Array.from(values.keys()).filter((k) => values[k]! > threshold);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
