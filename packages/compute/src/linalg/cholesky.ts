import { Graph } from '../graph/graph.js';
import { matmul } from '../ops/matmul.js';
import { type Program, compile } from '../runtime/program.js';
import { NotPositiveDefiniteError } from './errors.js';

export interface CholeskyOptions {
  /** Threads of the large products. */
  readonly threads: number;
}

/** Order above which products in ONNX Runtime beat loops here. */
const smallOrder = 192;
const panelWidth = 64;

/**
 * Order up to which the programs of an order are kept. Each holds on to memory for its product, all of them together
 * order³ / 24 bytes: 45 MB here, tens of gigabytes at 10 000.
 */
const largestKeptOrder = 1024;

/** Programs for the trailing update, kept for the life of the thread: one for each size of a trailing matrix. */
const updates = new Map<string, Promise<Program>>();

/**
 * The Cholesky factor L of a symmetric positive definite matrix, A = L·Lᵀ, in double precision: right-looking by
 * panels of 64 columns, whose trailing update is one product in ONNX Runtime when the order is above 192.
 *
 * @param matrix row-major, order × order; only the lower triangle is read, nothing is written
 * @returns L, row-major, with zeros above the diagonal
 * @throws NotPositiveDefiniteError
 */
export async function cholesky(
  matrix: Float64Array,
  order: number,
  options: CholeskyOptions,
): Promise<Float64Array> {
  const factor = matrix.slice(0, order * order);
  if (order <= smallOrder) {
    choleskyInPlace(factor, order);
    return factor;
  }
  for (let start = 0; start < order; start += panelWidth) {
    const end = Math.min(start + panelWidth, order);
    factorDiagonal(factor, order, start, end);
    if (end === order) break;
    solvePanel(factor, order, start, end);
    await updateTrailing(factor, order, start, end, options.threads);
  }
  clearAboveDiagonal(factor, order);
  return factor;
}

/** As `cholesky`, at once, in place and by loops alone: for orders up to a few hundred. */
export function choleskyInPlace(matrix: Float64Array, order: number): void {
  factorDiagonal(matrix, order, 0, order);
  clearAboveDiagonal(matrix, order);
}

/**
 * The solution of L·Lᵀ·x = b for one right-hand side.
 *
 * @param factor L as `cholesky` returns it
 */
export function choleskySolve(
  factor: Float64Array,
  order: number,
  rightHandSide: Float64Array,
): Float64Array {
  return solveLowerTransposed(factor, order, solveLower(factor, order, rightHandSide));
}

/** The solution of L·x = b for a lower triangular L, row-major. */
export function solveLower(factor: Float64Array, order: number, rightHandSide: Float64Array): Float64Array {
  const x = rightHandSide.slice(0, order);
  for (let i = 0; i < order; i++) {
    x[i] = (at(x, i) - dot(factor, i * order, x, 0, i)) / at(factor, i * order + i);
  }
  return x;
}

/** The solution of Lᵀ·x = b for a lower triangular L, row-major. */
export function solveLowerTransposed(
  factor: Float64Array,
  order: number,
  rightHandSide: Float64Array,
): Float64Array {
  const x = rightHandSide.slice(0, order);
  for (let i = order - 1; i >= 0; i--) {
    const row = i * order;
    const xi = at(x, i) / at(factor, row + i);
    x[i] = xi;
    for (let j = 0; j < i; j++) x[j] = at(x, j) - xi * at(factor, row + j);
  }
  return x;
}

/** Factors the diagonal block of rows and columns start … end − 1 in place. */
function factorDiagonal(a: Float64Array, order: number, start: number, end: number): void {
  for (let j = start; j < end; j++) {
    const rowJ = j * order;
    const length = j - start;
    const pivot = at(a, rowJ + j) - dot(a, rowJ + start, a, rowJ + start, length);
    if (!(pivot > 0)) throw new NotPositiveDefiniteError(j, pivot);
    const root = Math.sqrt(pivot);
    a[rowJ + j] = root;
    columnBelow(a, order, j, start, j + 1, end, 1 / root);
  }
}

/** The block below the diagonal block, times the inverse of its transpose. */
function solvePanel(a: Float64Array, order: number, start: number, end: number): void {
  for (let j = start; j < end; j++) columnBelow(a, order, j, start, end, order, 1 / at(a, j * order + j));
}

/** Column j of the factor in rows first … last − 1, given its columns start … j − 1; four rows at a time. */
function columnBelow(
  a: Float64Array,
  order: number,
  j: number,
  start: number,
  first: number,
  last: number,
  inverse: number,
): void {
  const rowJ = j * order;
  let i = first;
  for (; i + 3 < last; i += 4) {
    const r0 = i * order;
    const r1 = r0 + order;
    const r2 = r1 + order;
    const r3 = r2 + order;
    let s0 = at(a, r0 + j);
    let s1 = at(a, r1 + j);
    let s2 = at(a, r2 + j);
    let s3 = at(a, r3 + j);
    for (let k = start; k < j; k++) {
      const pivotRow = at(a, rowJ + k);
      s0 -= at(a, r0 + k) * pivotRow;
      s1 -= at(a, r1 + k) * pivotRow;
      s2 -= at(a, r2 + k) * pivotRow;
      s3 -= at(a, r3 + k) * pivotRow;
    }
    a[r0 + j] = s0 * inverse;
    a[r1 + j] = s1 * inverse;
    a[r2 + j] = s2 * inverse;
    a[r3 + j] = s3 * inverse;
  }
  for (; i < last; i++) {
    const row = i * order;
    a[row + j] = (at(a, row + j) - dot(a, row + start, a, rowJ + start, j - start)) * inverse;
  }
}

/** Subtracts panel · panelᵀ from the lower triangle that follows. */
async function updateTrailing(
  a: Float64Array,
  order: number,
  start: number,
  end: number,
  threads: number,
): Promise<void> {
  const rows = order - end;
  const width = end - start;
  const panel = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const from = (end + i) * order + start;
    panel.set(a.subarray(from, from + width), i * width);
  }
  const isKept = order <= largestKeptOrder;
  const program = await (isKept ? keptUpdate(rows, width, threads) : updateProgram(rows, width, threads));
  const { product } = (await program.run({ panel })) as { product: Float64Array };
  if (!isKept) await program.release();
  for (let i = 0; i < rows; i++) {
    const to = (end + i) * order + end;
    const from = i * rows;
    for (let j = 0; j <= i; j++) a[to + j] = at(a, to + j) - at(product, from + j);
  }
}

function keptUpdate(rows: number, width: number, threads: number): Promise<Program> {
  const key = `${rows} ${width} ${threads}`;
  let program = updates.get(key);
  if (program === undefined) {
    program = updateProgram(rows, width, threads);
    updates.set(key, program);
  }
  return program;
}

function updateProgram(rows: number, width: number, threads: number): Promise<Program> {
  const graph = new Graph();
  const panel = graph.input('panel', [rows, width], 'float64');
  return compile({ product: matmul(panel, panel, { transposeB: true }) }, { threads });
}

function clearAboveDiagonal(a: Float64Array, order: number): void {
  for (let i = 0; i < order; i++) a.fill(0, i * order + i + 1, (i + 1) * order);
}

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += at(a, fromA + k) * at(b, fromB + k);
  return sum;
}

function at(a: Float64Array, index: number): number {
  return a[index] as number;
}
