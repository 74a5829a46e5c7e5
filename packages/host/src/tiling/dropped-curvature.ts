import {
  add,
  compile,
  Graph,
  matmul,
  mul,
  reshape,
  slice,
  sum,
  transpose,
  type Program,
  type Tensor,
} from '@thermoloop/compute';
import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import { scalarOutput } from '../curvature/program-outputs.js';
import type { Tile } from './tile-problem.js';

/**
 * How much of F = BᵀSB a block-diagonal approximation drops, in the Frobenius norm: 1 − Σ_k ‖F_kk‖² / ‖F‖². With the
 * Gram matrices G_k = B_k B_kᵀ [r × r] of the tiles, ‖F_kl‖² = tr(S G_k S G_l), so neither F nor a block of it is formed:
 * 2r²N operations in one graph.
 */
export class DroppedCurvature {
  #compiled: { readonly key: string; readonly program: Promise<Program> } | undefined;

  constructor(
    private readonly tiles: readonly Tile[],
    private readonly threads: number,
  ) {}

  /** Between 0 and 1; undefined where F = 0. In f32: to about 1e-5. */
  async of({ matrix, rows, columns, blocks }: CurvatureFactor): Promise<number | undefined> {
    const program = await this.#program(rows, columns, blocks?.size);
    const outputs = await program.run({ matrix, ...(blocks && { blocks: blocks.values }) });
    const whole = scalarOutput(outputs, 'whole');
    return whole > 0 ? Math.max(0, 1 - scalarOutput(outputs, 'kept') / whole) : undefined;
  }

  async close(): Promise<void> {
    const compiled = this.#compiled;
    this.#compiled = undefined;
    await (await compiled?.program)?.release();
  }

  async #program(rows: number, columns: number, blockSize: number | undefined): Promise<Program> {
    const key = `${rows} ${columns} ${blockSize ?? ''}`;
    const present = this.#compiled;
    if (present?.key === key) return present.program;
    await this.close();
    const program = compile(normsGraph(this.tiles, rows, columns, blockSize), { threads: this.threads });
    this.#compiled = { key, program };
    return program;
  }
}

/** Σ_k ‖F_kk‖² and ‖F‖². */
function normsGraph(
  tiles: readonly Tile[],
  rows: number,
  columns: number,
  blockSize: number | undefined,
): { kept: Tensor; whole: Tensor } {
  const graph = new Graph();
  const matrix = graph.input('matrix', [rows, columns]);
  const blocks =
    blockSize === undefined ? undefined : graph.input('blocks', [rows / blockSize, blockSize, blockSize]);
  /** S G_k */
  const weighted = tiles.map(({ offset, size }) => {
    const part = slice(matrix, 1, offset, offset + size);
    const gram = matmul(part, part, { transposeB: true });
    if (blocks === undefined || blockSize === undefined) return gram;
    const byBlock = reshape(gram, [rows / blockSize, blockSize, rows]);
    return reshape(matmul(blocks, byBlock), [rows, rows]);
  });
  return {
    kept: weighted.map(traceOfSquare).reduce(add),
    whole: traceOfSquare(weighted.reduce(add)),
  };
}

/** tr(M²) */
const traceOfSquare = (m: Tensor): Tensor => sum(mul(m, transpose(m)));
