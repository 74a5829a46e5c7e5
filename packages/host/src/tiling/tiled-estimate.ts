import type { HostMeter } from '../cost/host-meter.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import type { DriverSnapshot, ProblemSequence } from '../driver/problem-sequence.js';
import type { Solved, SpuDriver } from '../driver/spu-driver.js';
import type { Submission } from '../driver/submission.js';
import type { DeviceEstimate, Estimate } from '../optimizers/estimate.js';
import type { OptimizerState } from '../optimizers/optimizer.js';
import { DroppedCurvature } from './dropped-curvature.js';
import { HostShare } from './host-share.js';
import { mergedReport, type HostTime } from './merged-report.js';
import { TileCutter } from './tile-cutter.js';
import type { Tile } from './tile-problem.js';
import { checkTiling, fromTiledState, toTiledState } from './tiled-state.js';

/** The dropped curvature is worked out in the first step and then every so many. */
const curvatureEvery = 50;

interface TileAnswer {
  readonly solved: Solved;
  readonly snapshot: DriverSnapshot;
}

/**
 * The natural-gradient estimate of a model with more parameters than the chip has cells: block by block, each tile a
 * problem of its own with its columns of B, its entries of g, and S and λ of all. The tiles take turns on the chip, so
 * that with two banks one is programmed while the other one relaxes; each has a memory of its own, and finds its last
 * state written back where it starts from it.
 */
export class TiledEstimate implements DeviceEstimate {
  readonly #sequences: readonly ProblemSequence[];
  readonly #cutter: TileCutter;
  readonly #dropped: DroppedCurvature;
  /** Of the tiles, after the last step that was collected; none before the first. */
  #snapshots: readonly DriverSnapshot[] = [];

  /** @param problemOf the problem of an evaluation as one */
  constructor(
    private readonly driver: SpuDriver,
    private readonly tiles: readonly Tile[],
    private readonly problemOf: (evaluation: Evaluation, step: number) => NaturalGradientProblem,
    private readonly host: { readonly threads: number; readonly meter: HostMeter },
  ) {
    const { threads, meter } = host;
    this.#sequences = tiles.map(() => driver.newSequence());
    this.#cutter = new TileCutter(threads, meter);
    this.#dropped = new DroppedCurvature(tiles, threads);
  }

  async estimate(evaluation: Evaluation, step: number): Promise<Estimate> {
    return (await this.submit(evaluation, step)).collect();
  }

  /** Few tiles can be on their way at once, so this waits for the answers of most of them. */
  async submit(evaluation: Evaluation, step: number): Promise<{ collect(): Promise<Estimate> }> {
    const { driver } = this;
    const problem = this.problemOf(evaluation, step);
    const { factor, gradient } = problem;
    const isDue = (step - 1) % curvatureEvery === 0;
    const droppedCurvature = isDue ? await this.#dropped.of(factor) : undefined;
    const [all, cutting] = [new HostShare(this.host.meter), new HostShare(this.host.meter)];
    const open: Submission[] = [];
    const answers: TileAnswer[] = [];
    const collectNext = async (): Promise<void> => {
      const { sequence } = open[0]!;
      const solved = await driver.collect(open.shift()!);
      answers.push({ solved, snapshot: driver.snapshot(sequence) });
    };
    await all.during(async () => {
      for (const [k, tile] of this.tiles.entries()) {
        const share = await cutting.during(() => this.#cutter.cut(factor, gradient, tile));
        open.push(await driver.submit({ ...problem, ...share }, this.#sequences[k]));
        // These have been read: no more problems are in flight than there are banks. Their arrays are free now.
        while (open.length > driver.capabilities.banks) await collectNext();
      }
    });
    return {
      collect: async () => {
        await all.during(async () => {
          while (open.length > 0) await collectNext();
        });
        this.#snapshots = answers.map(({ snapshot }) => snapshot);
        const time = { elapsedS: all.elapsedS, codingS: all.workedS - cutting.workedS };
        return this.#merged(answers, droppedCurvature, time);
      },
    };
  }

  snapshot(): OptimizerState {
    return toTiledState(this.tiles, this.#snapshots);
  }

  restore(state: OptimizerState): void {
    checkTiling(state, this.tiles);
    this.#snapshots = fromTiledState(state, this.tiles);
    for (const [k, snapshot] of this.#snapshots.entries()) this.driver.restore(snapshot, this.#sequences[k]);
  }

  async close(): Promise<void> {
    await this.#cutter.close();
    await this.#dropped.close();
    await this.driver.close();
  }

  #merged(answers: readonly TileAnswer[], droppedCurvature: number | undefined, time: HostTime): Estimate {
    const { tiles } = this;
    const solution = new Float32Array(tiles.reduce((sum, { size }) => sum + size, 0));
    for (const [k, { solved }] of answers.entries()) solution.set(solved.solution, tiles[k]!.offset);
    const reports = answers.map(({ solved }) => solved.report);
    const exchanges = answers.flatMap(({ solved: { exchange } }, k) =>
      exchange === undefined ? [] : [{ offset: tiles[k]!.offset, exchange }],
    );
    return {
      solution,
      report: mergedReport(tiles, reports, droppedCurvature, time),
      ...(exchanges.length > 0 && { exchanges }),
    };
  }
}
