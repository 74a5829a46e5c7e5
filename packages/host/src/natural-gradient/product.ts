import { add, compile, Graph, matmul, reshape, scale, type Program } from '@thermoloop/compute';
import type { Work } from '../cost/machine-model.js';
import { float32Output, float64Output } from '../curvature/program-outputs.js';
import type { CurvatureProblem, ProblemShape } from './curvature-problem.js';

type FloatArray = Float32Array | Float64Array;

/** Products (BᵀSB + λI)v in one program; F is not formed, and B is read twice. */
export class CurvatureProduct {
  private constructor(
    readonly shape: ProblemShape,
    private readonly program: Program,
  ) {}

  static async compile(shape: ProblemShape): Promise<CurvatureProduct> {
    return new CurvatureProduct(shape, await compile(productGraph(shape), { threads: shape.threads }));
  }

  /** Work of one product. */
  get cost(): Work {
    return this.program.cost;
  }

  /** (BᵀSB + λI)v [N] in the number type of the problem. */
  async times({ matrix, blocks }: Omit<CurvatureProblem, 'gradient'>, v: FloatArray): Promise<FloatArray> {
    const outputs = await this.program.run({ matrix, ...(blocks && { blocks }), v });
    return this.shape.dtype === 'float32'
      ? float32Output(outputs, 'product')
      : float64Output(outputs, 'product');
  }

  release(): Promise<void> {
    return this.program.release();
  }
}

function productGraph({ rows, columns, blockSize, dtype, damping }: ProblemShape) {
  const graph = new Graph();
  const matrix = graph.input('matrix', [rows, columns], dtype);
  const v = reshape(graph.input('v', [columns], dtype), [1, columns]);
  let weights = matmul(v, matrix, { transposeB: true });
  if (blockSize !== undefined) {
    const count = rows / blockSize;
    const blocks = graph.input('blocks', [count, blockSize, blockSize], dtype);
    weights = reshape(matmul(blocks, reshape(weights, [count, blockSize, 1])), [1, rows]);
  }
  return { product: reshape(add(matmul(weights, matrix), scale(v, damping)), [columns]) };
}
