import {
  cast,
  cholesky,
  choleskySolve,
  compile,
  Graph,
  matmul,
  reshape,
  type Program,
} from '@thermoloop/compute';
import type { Work } from '../cost/machine-model.js';
import { float64Output } from '../curvature/program-outputs.js';
import type { CurvatureProblem, CurvatureSolver, ProblemShape } from './curvature-problem.js';

/** More parameters than the dense solver's N × N array allows. */
export class DenseSizeError extends RangeError {
  override readonly name = 'DenseSizeError';

  constructor(
    readonly parameterCount: number,
    readonly limit: number,
  ) {
    super(
      `ngd forms an N × N matrix and takes at most ${limit} parameters; the model has ${parameterCount}: ` +
        'use ngd-woodbury',
    );
  }
}

/** The largest N: 1.15 GB for F and as much for its factor. */
export const denseParameterLimit = 12_000;

/**
 * Solves (BᵀSB + λI)x = g with F formed, N × N, and its Cholesky factor, all in float64: the oracle for the
 * other ways. Throws DenseSizeError above `denseParameterLimit`.
 */
export class DenseSolver implements CurvatureSolver {
  private constructor(
    readonly shape: ProblemShape,
    private readonly program: Program,
  ) {}

  static async compile(shape: ProblemShape): Promise<DenseSolver> {
    if (shape.columns > denseParameterLimit) throw new DenseSizeError(shape.columns, denseParameterLimit);
    return new DenseSolver(
      shape,
      await compile({ curvature: curvatureGraph(shape) }, { threads: shape.threads }),
    );
  }

  /** Work of one solution. */
  get work(): Work[] {
    const { columns } = this.shape;
    return [this.program.cost, { flops: columns ** 3 / 3, bytes: 8 * columns ** 2 }];
  }

  /** x [N]. */
  async solve({ matrix, blocks, gradient }: CurvatureProblem): Promise<Float64Array> {
    const { columns, damping, threads } = this.shape;
    const system = float64Output(await this.program.run({ matrix, ...(blocks && { blocks }) }), 'curvature');
    for (let i = 0; i < columns; i++) system[i * columns + i]! += damping;
    return choleskySolve(await cholesky(system, columns, { threads }), columns, Float64Array.from(gradient));
  }

  release(): Promise<void> {
    return this.program.release();
  }
}

function curvatureGraph({ rows, columns, blockSize, dtype }: ProblemShape) {
  const graph = new Graph();
  const matrix = cast(graph.input('matrix', [rows, columns], dtype), 'float64');
  let weighted = matrix;
  if (blockSize !== undefined) {
    const count = rows / blockSize;
    const blocks = cast(graph.input('blocks', [count, blockSize, blockSize], dtype), 'float64');
    weighted = reshape(matmul(blocks, reshape(matrix, [count, blockSize, columns])), [rows, columns]);
  }
  return matmul(matrix, weighted, { transposeA: true });
}
