import { choleskyInPlace, choleskySolve } from '@thermoloop/compute';
import { peakOf, type CurvatureFactor } from '@thermoloop/host';
import { RandomStream } from '@thermoloop/sim-kernel';

/** (BᵀSB + λI)x = g as a small network has it, and its solution. */
export interface StepProblem {
  readonly gradient: Float32Array;
  readonly gradientPeak: number;
  readonly factor: CurvatureFactor;
  /** x [N]. */
  readonly exact: Float64Array;
}

export interface ProblemSizes {
  readonly cells: number;
  readonly rows: number;
  /** 0: S = I */
  readonly blockSize: number;
}

/** A problem of normal B and g, and of S as softmax has it. The same for the same index. */
export function stepProblem(
  { cells, rows, blockSize }: ProblemSizes,
  damping: number,
  index: number,
): StepProblem {
  const stream = RandomStream.named('explain', index);
  const gradient = new Float32Array(cells);
  const matrix = new Float32Array(rows * cells);
  stream.child('g').fillNormal(gradient);
  stream.child('B').fillNormal(matrix);
  const values = blockSize === 0 ? undefined : softmaxBlocks(rows, blockSize, stream);
  const factor: CurvatureFactor = {
    rows,
    columns: cells,
    matrix,
    matrixPeak: peakOf(matrix),
    ...(values === undefined ? {} : { blocks: { size: blockSize, values } }),
  };
  return { gradient, gradientPeak: peakOf(gradient), factor, exact: solved(factor, gradient, damping) };
}

/** diag(p) − ppᵀ over the number of blocks, p of random logits. */
function softmaxBlocks(rows: number, size: number, stream: RandomStream): Float32Array {
  const blocks = rows / size;
  const logits = new Float64Array(rows);
  stream.child('S').fillNormal(logits);
  const values = new Float32Array(rows * size);
  for (let block = 0; block < blocks; block++) {
    const weights = logits.subarray(block * size, (block + 1) * size).map(Math.exp);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const p = weights[i]! / total;
        const q = weights[j]! / total;
        values[(block * size + i) * size + j] = ((i === j ? p : 0) - p * q) / blocks;
      }
    }
  }
  return values;
}

function solved(
  { rows, columns, matrix, blocks }: CurvatureFactor,
  gradient: Float32Array,
  damping: number,
): Float64Array {
  const curved = new Float64Array(rows * columns);
  const size = blocks?.size ?? 1;
  for (let k = 0; k < rows; k++) {
    const first = Math.floor(k / size) * size;
    for (let l = 0; l < size; l++) {
      const weight = blocks === undefined ? 1 : blocks.values[k * size + l]!;
      for (let i = 0; i < columns; i++) {
        curved[k * columns + i]! += weight * matrix[(first + l) * columns + i]!;
      }
    }
  }
  const a = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? damping : 0;
      for (let k = 0; k < rows; k++) sum += matrix[k * columns + i]! * curved[k * columns + j]!;
      a[i * columns + j] = sum;
      a[j * columns + i] = sum;
    }
  }
  choleskyInPlace(a, columns);
  return choleskySolve(a, columns, Float64Array.from(gradient));
}
