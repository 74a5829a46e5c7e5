import { RandomStream } from '@thermoloop/sim-kernel';
import type { NaturalGradientProblem } from '../natural-gradient-problem.js';
import { apply, matrix, times, type Matrix } from './dense-algebra.js';

export interface DenseProblemSize {
  readonly cells: number;
  readonly rows: number;
  /** Softmax blocks of this side; without it S = I. */
  readonly blockSize?: number;
}

/** A random natural-gradient problem whose gradient lies in the rows of B, as one from a loss does. */
export function randomProblem(
  seed: number,
  size: DenseProblemSize,
  gradientSize = 1,
): NaturalGradientProblem {
  const { cells, rows, blockSize } = size;
  const random = RandomStream.named(seed, 'dense problem');
  const values = new Float64Array(rows * cells);
  random.fillNormal(values);
  const jacobian = Float32Array.from(values);
  const residual = new Float64Array(rows);
  random.fillNormal(residual, values.length);
  const gradient = Float32Array.from({ length: cells }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += jacobian[r * cells + i]! * residual[r]!;
    return (gradientSize * sum) / rows;
  });
  const blocks =
    blockSize === undefined ? undefined : { size: blockSize, values: softmaxBlocks(random, rows, blockSize) };
  return {
    gradient,
    gradientPeak: peakOf(gradient),
    factor: {
      rows,
      columns: cells,
      matrix: jacobian,
      matrixPeak: peakOf(jacobian),
      ...(blocks && { blocks }),
    },
    damping: 0.1,
    runTimeTau: 2,
    start: 'zero',
    reads: 1,
  };
}

/** diag(p) − ppᵀ of random probabilities, over the number of blocks. */
function softmaxBlocks(random: RandomStream, rows: number, size: number): Float32Array {
  const count = rows / size;
  const logits = new Float64Array(rows);
  random.fillNormal(logits, 1_000_000);
  const values = new Float32Array(rows * size);
  for (let block = 0; block < count; block++) {
    const weights = Array.from(logits.subarray(block * size, (block + 1) * size), Math.exp);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [p, q] = [weights[i]! / total, weights[j]! / total];
        values[(block * size + i) * size + j] = ((i === j ? p : 0) - p * q) / count;
      }
    }
  }
  return values;
}

/** BᵀSB + λI, with B = couplingScale·matrix and S = blockScale·blocks. */
export function denseSystem(
  {
    rows,
    columns,
    matrix: b,
    blocks,
  }: {
    rows: number;
    columns: number;
    matrix: ArrayLike<number>;
    blocks?: { size: number; values: ArrayLike<number> };
  },
  damping: number,
  couplingScale = 1,
  blockScale = 1,
): Matrix {
  const factor = matrix(rows, columns, (r, i) => couplingScale * b[r * columns + i]!);
  const s = matrix(rows, rows, (r, q) => {
    if (blocks === undefined) return r === q ? 1 : 0;
    const { size, values } = blocks;
    return Math.floor(r / size) === Math.floor(q / size) ? blockScale * values[r * size + (q % size)]! : 0;
  });
  const transposed = matrix(columns, rows, (i, r) => factor[r]![i]!);
  return times(transposed, times(s, factor)).map((row, i) => row.map((v, j) => (i === j ? v + damping : v)));
}

export function peakOf(values: ArrayLike<number>): number {
  return Math.max(...Array.from(values, Math.abs));
}

/** max |a − b| / max |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / peakOf(b);
}

/** (BᵀSB + λI)x, to look at a residual. */
export function residual(system: Matrix, x: ArrayLike<number>, right: ArrayLike<number>): number {
  return relativeError(apply(system, Array.from(x)), right);
}
