import {
  add,
  cast,
  cholesky,
  choleskySolve,
  compile,
  Graph,
  matmul,
  neg,
  reshape,
  scale,
  transpose,
} from '@thermoloop/compute';
import type { Program } from '@thermoloop/compute';
import type { Work } from '../cost/machine-model.js';
import { float32Output, float64Output } from '../curvature/program-outputs.js';
import { factorBlocks, multiplyBlocks } from './block-factor.js';
import type { CurvatureProblem, CurvatureSolver, ProblemShape } from './curvature-problem.js';

/**
 * Solves (BᵀSB + λI)x = g through an r × r system. With LLᵀ = S and U = LᵀB (rows r),
 * x = (g − Uᵀ(UUᵀ + λI)⁻¹Ug) / λ (arXiv:2405.13817, eqs 11–12, in symmetric form). U and UUᵀ are computed in
 * `gramDtype`, the r × r system in float64; r²N + r³ work, no N × N array.
 */
export class WoodburySolver implements CurvatureSolver {
  private constructor(
    readonly shape: ProblemShape,
    readonly gramDtype: 'float32' | 'float64',
    private readonly gram: Program,
    private readonly combine: Program,
  ) {}

  static async compile(shape: ProblemShape, gramDtype: 'float32' | 'float64'): Promise<WoodburySolver> {
    const { threads } = shape;
    return new WoodburySolver(
      shape,
      gramDtype,
      await compile(gramGraph(shape, gramDtype), { threads }),
      await compile(combinationGraph(shape), { threads }),
    );
  }

  /** Work of one solution. */
  get work(): Work[] {
    const { rows } = this.shape;
    return [this.gram.cost, { flops: rows ** 3 / 3, bytes: 8 * rows ** 2 }, this.combine.cost];
  }

  /** x [N] in the number type of the problem. */
  async solve({ matrix, blocks, gradient }: CurvatureProblem): Promise<Float32Array | Float64Array> {
    const { rows, blockSize, damping, dtype, threads } = this.shape;
    const factor = blocks && blockSize !== undefined ? factorBlocks(blocks, blockSize) : undefined;
    const gramFactor = factor && (this.gramDtype === 'float32' ? Float32Array.from(factor) : factor);
    const outputs = await this.gram.run({ matrix, gradient, ...(gramFactor && { factor: gramFactor }) });
    const system = float64Output(outputs, 'gram');
    for (let i = 0; i < rows; i++) system[i * rows + i]! += damping;
    const reduced = choleskySolve(
      await cholesky(system, rows, { threads }),
      rows,
      float64Output(outputs, 'projected'),
    );
    const weights = factor && blockSize !== undefined ? multiplyBlocks(factor, blockSize, reduced) : reduced;
    const combined = await this.combine.run({
      matrix,
      gradient,
      weights: dtype === 'float32' ? Float32Array.from(weights) : weights,
    });
    return dtype === 'float32' ? float32Output(combined, 'direction') : float64Output(combined, 'direction');
  }

  async release(): Promise<void> {
    await this.gram.release();
    await this.combine.release();
  }
}

/** UUᵀ [r, r] and Ug [r] in float64. */
function gramGraph({ rows, columns, blockSize, dtype }: ProblemShape, gramDtype: 'float32' | 'float64') {
  const graph = new Graph();
  const matrix = cast(graph.input('matrix', [rows, columns], dtype), gramDtype);
  const gradient = cast(graph.input('gradient', [columns], dtype), gramDtype);
  let factored = matrix;
  if (blockSize !== undefined) {
    const blocks = rows / blockSize;
    const factor = graph.input('factor', [blocks, blockSize, blockSize], gramDtype);
    factored = reshape(matmul(transpose(factor, [0, 2, 1]), reshape(matrix, [blocks, blockSize, columns])), [
      rows,
      columns,
    ]);
  }
  return {
    gram: cast(matmul(factored, factored, { transposeB: true }), 'float64'),
    projected: cast(matmul(reshape(gradient, [1, columns]), factored, { transposeB: true }), 'float64'),
  };
}

/** (g − Bᵀw) / λ [N]. */
function combinationGraph({ rows, columns, dtype, damping }: ProblemShape) {
  const graph = new Graph();
  const matrix = graph.input('matrix', [rows, columns], dtype);
  const gradient = graph.input('gradient', [columns], dtype);
  const weights = graph.input('weights', [rows], dtype);
  const correction = reshape(matmul(reshape(weights, [1, rows]), matrix), [columns]);
  return { direction: scale(add(gradient, neg(correction)), 1 / damping) };
}
