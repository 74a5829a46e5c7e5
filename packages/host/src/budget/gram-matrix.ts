import { compile, Graph, matmul } from '@thermoloop/compute';
import { float64Output } from '../curvature/program-outputs.js';

/** Values, or codes, of B [rows × columns], row-major. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array | Int8Array | Int16Array;
}

/** Columns that are widened to f64 at a time. */
const chunkColumns = 8192;

/** BBᵀ [r × r] in f64: exact for codes, whatever the number type of B. No copy of the whole of B is made. */
export async function gramMatrix({ rows, columns, values }: Rows, threads: number): Promise<Float64Array> {
  const width = Math.min(columns, chunkColumns);
  const graph = new Graph();
  const chunk = graph.input('chunk', [rows, width], 'float64');
  const program = await compile({ gram: matmul(chunk, chunk, { transposeB: true }) }, { threads });
  try {
    const sum = new Float64Array(rows * rows);
    const wide = new Float64Array(rows * width);
    for (let from = 0; from < columns; from += width) {
      const to = Math.min(from + width, columns);
      if (to - from < width) wide.fill(0);
      for (let row = 0; row < rows; row++) {
        wide.set(values.subarray(row * columns + from, row * columns + to), row * width);
      }
      const part = float64Output(await program.run({ chunk: wide }), 'gram');
      for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
    }
    return sum;
  } finally {
    await program.release();
  }
}

/** B v [r]. */
export function project({ rows, columns, values }: Rows, v: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < columns; i++, at++) sum += values[at]! * v[i]!;
    out[row] = sum;
  }
  return out;
}

/** Adds Bᵀu to `out` [N]. */
export function addSpread({ rows, columns, values }: Rows, u: Float64Array, out: Float64Array): void {
  for (let row = 0, at = 0; row < rows; row++) {
    const weight = u[row]!;
    for (let i = 0; i < columns; i++, at++) out[i]! += weight * values[at]!;
  }
}
