import { compile, Graph, peak, type Program } from '@thermoloop/compute';
import type { HostMeter } from '../cost/host-meter.js';
import type { CurvatureFactor } from '../curvature/curvature-factor.js';
import type { Evaluation } from '../curvature/evaluation.js';
import { scalarOutput } from '../curvature/program-outputs.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import { peakOf } from '../driver/peak-of.js';
import type { Tile } from './tile-problem.js';

/** A tile's share of a problem: columns of B, entries of g, and S whole. */
export type TileShare = Pick<NaturalGradientProblem, 'gradient' | 'gradientPeak' | 'factor'>;

/** The columns of a row-major matrix [rows × columns] that a tile covers, as one of its own [rows × size]. */
export function columnsOf(
  { matrix, rows, columns }: Pick<CurvatureFactor, 'matrix' | 'rows' | 'columns'>,
  { offset, size }: Pick<Tile, 'offset' | 'size'>,
): Float32Array<ArrayBuffer> {
  const part = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + offset;
    part.set(matrix.subarray(from, from + size), row * size);
  }
  return part;
}

/** Cuts tiles out of evaluations, and charges the host with it. */
export class TileCutter {
  readonly #peaks = new Map<number, Promise<Program>>();

  constructor(
    private readonly threads: number,
    private readonly meter: HostMeter,
  ) {}

  async cut(factor: CurvatureFactor, gradient: Evaluation['gradient'], tile: Tile): Promise<TileShare> {
    const matrix = columnsOf(factor, tile);
    const program = await this.#peakOf(matrix.length);
    const { flops, bytes } = program.cost;
    const share = gradient.slice(tile.offset, tile.offset + tile.size);
    const copied = 2 * (matrix.byteLength + share.byteLength);
    this.meter.charge('tile', { flops: flops + share.length, bytes: bytes + copied });
    return {
      gradient: share,
      gradientPeak: peakOf(share),
      factor: {
        ...factor,
        columns: tile.size,
        matrix,
        matrixPeak: scalarOutput(await program.run({ values: matrix }), 'peak'),
      },
    };
  }

  async close(): Promise<void> {
    const programs = await Promise.all(this.#peaks.values());
    this.#peaks.clear();
    await Promise.all(programs.map((program) => program.release()));
  }

  #peakOf(length: number): Promise<Program> {
    let program = this.#peaks.get(length);
    if (program === undefined) {
      program = compile({ peak: peak(new Graph().input('values', [length])) }, { threads: this.threads });
      this.#peaks.set(length, program);
    }
    return program;
  }
}
