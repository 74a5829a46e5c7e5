import type { PhysicsSpec } from '../../chip/physics-spec.js';
import { CouplingArrays, requireFiniteRows } from '../couplings/coupling-arrays.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import { ensembleBlocks, type EnsembleBlock } from '../ensemble-blocks.js';
import { chooseCalculus } from '../exact/choose-method.js';
import { factorBlocks } from '../exact/factor-blocks.js';
import { areUneven, UnevenCells } from '../exact/uneven-cells.js';
import { holdFixed } from '../fixed-cells.js';
import {
  oneTrajectory,
  unwatched,
  type AnalogProblem,
  type Physics,
  type Relaxation,
  type StartCondition,
  type Watch,
} from '../physics.js';
import { startVoltages } from '../start-voltages.js';
import { StepTooLargeError } from '../step-too-large-error.js';
import { clamp } from './clamp.js';
import { integrators, type Integrator } from './integrators.js';
import { LangevinForce } from './langevin-force.js';
import { largestRate } from './largest-rate.js';
import { StepNoises } from './step-noise.js';
import { timeGrid, type TimeGrid } from './time-grid.js';

interface Latched {
  readonly problem: AnalogProblem;
  readonly array: CouplingArray;
  readonly force: LangevinForce;
  readonly threads: number;
  /** of the fastest mode, in 1/τ; known once it was asked for */
  fastestRate?: number;
}

/** Between two looks at whether anyone still waits, on a slow machine. */
const lookEveryS = 0.05;
/** What a step of one cell takes there: its noise and update, and its products with one row. */
const slowCellStepS = 5e-8;
const slowCouplingStepS = 1e-9;

/**
 * Langevin dynamics stepped in time: the check of the exact level, and what cells with rails need. Every time (run, carry,
 * spacing) is cut into equal steps of at most `stepTau`, so that no step is shorter than the others. States are f64
 * while they move, products with the couplings f32 where those are many.
 */
export class SdePhysics implements Physics {
  readonly #arrays = new CouplingArrays();
  readonly #integrator: Integrator;
  readonly #longestStepTau: number;
  readonly #railV: number;
  #latched: Latched | undefined;
  #cells: Float32Array | undefined;

  /** `railV`: where cells stop, either way; infinite if they do not. */
  constructor({ integrator, stepTau }: Extract<PhysicsSpec, { level: 'sde' }>, railV: number) {
    this.#integrator = integrators[integrator]();
    this.#longestStepTau = stepTau;
    this.#railV = railV;
  }

  /** Throws nothing: what a problem may be refused for shows when it relaxes. */
  async program(problem: AnalogProblem, threads: number): Promise<void> {
    const array = await this.#arrays.arrayOf(problem, threads);
    const { returnCouplings } = problem;
    const returning = returnCouplings
      ? await this.#arrays.arrayOf({ ...problem, couplings: returnCouplings }, threads)
      : array;
    const force = new LangevinForce(problem, { sensing: array, returning });
    this.#latched = { problem, array, force, threads };
  }

  /**
   * Throws StepTooLargeError if the fastest mode is too fast for the step, UnstableError if a mode grows and no rail
   * stops it, and UnusableCodesError for couplings without a finite product; the cells then keep what they held.
   */
  async relax(relaxation: Relaxation, watch: Watch = unwatched): Promise<void> {
    const latched = this.#latched;
    if (latched === undefined) throw new Error('no problem is latched');
    const { start, runTimeTau, trajectories = oneTrajectory } = relaxation;
    const { repeats, samples, spacingTau } = trajectories;
    const grids = [runTimeTau, ...new Array<number>(samples - 1).fill(spacingTau)].map((timeTau) =>
      timeGrid(timeTau, this.#longestStepTau),
    );
    await this.#requireFollowed(latched, Math.max(...grids.map(({ stepTau }) => stepTau)), watch);
    let held = this.#cells;
    // from what the cells hold, each trajectory needs the end of the one before
    const blocks =
      start.kind === 'held'
        ? Array.from({ length: repeats }, (_, first) => ({ first, count: 1, room: 1 }))
        : ensembleBlocks(repeats, latched.problem.cells);
    for (const block of blocks) held = await this.#relaxBlock(latched, relaxation, grids, block, held, watch);
    this.#cells = held;
  }

  read(): Float32Array | undefined {
    return this.#cells;
  }

  discharge(): void {
    this.#cells = undefined;
  }

  clear(): void {
    this.#latched = undefined;
    this.#cells = undefined;
  }

  async release(): Promise<void> {
    this.clear();
    await this.#arrays.release();
  }

  /** Returns where the last trajectory of the block ends. */
  async #relaxBlock(
    { problem, force }: Latched,
    { start, noise, noiseVarianceV2 }: Relaxation,
    grids: readonly TimeGrid[],
    block: EnsembleBlock,
    held: Float32Array | undefined,
    watch: Watch,
  ): Promise<Float32Array> {
    const { cells } = problem;
    const { first, count, room } = block;
    const volts = this.#startOf(start, problem, room, held);
    const noiseFactors = problem.timeConstantFactors?.map((factor) => 1 / Math.sqrt(factor));
    const plain = { force, count: room, cells, volts, railV: this.#railV };
    const states = noiseFactors === undefined ? plain : { ...plain, noiseFactors };
    const allSteps = grids.reduce((sum, { steps }) => sum + steps, 0);
    const noises = new StepNoises(noiseVarianceV2 > 0 ? noise : undefined, block, allSteps, cells);
    const slowStepS = volts.length * (slowCellStepS + problem.rows * slowCouplingStepS);
    const looksEvery = Math.ceil(lookEveryS / slowStepS);
    const seen = new Float32Array(cells);
    let step = 0;
    for (const [sample, { steps, stepTau }] of grids.entries()) {
      const noiseV = Math.sqrt(2 * noiseVarianceV2 * stepTau);
      for (let k = 0; k < steps; k++, step++) {
        if (step % looksEvery === 0) watch.checkpoint();
        await this.#integrator.advance(states, stepTau, noiseV, noises.of(step));
      }
      for (let k = 0; k < count; k++) {
        seen.set(volts.subarray(k * cells, (k + 1) * cells));
        holdFixed(seen, problem.fixed);
        watch.sampled(first + k, sample, seen);
      }
    }
    return seen;
  }

  /** The start of `room` trajectories, within the rails. */
  #startOf(
    start: StartCondition,
    problem: AnalogProblem,
    room: number,
    held: Float32Array | undefined,
  ): Float64Array {
    const volts = new Float64Array(room * problem.cells);
    const startV = startVoltages(start, problem, held);
    if (startV === undefined) return volts;
    for (let first = 0; first < volts.length; first += problem.cells) volts.set(startV, first);
    if (this.#railV < Infinity) clamp(volts, this.#railV);
    return volts;
  }

  async #requireFollowed(latched: Latched, stepTau: number, watch: Watch): Promise<void> {
    const { problem, array, force } = latched;
    if (latched.fastestRate === undefined) {
      const isReturned = problem.returnCouplings !== undefined;
      const multiply = (x: Float64Array): Promise<Float64Array> => {
        watch.checkpoint();
        return isReturned ? force.pullSquared(x) : force.pull(x);
      };
      const found = await largestRate(multiply, problem.cells);
      const rate = isReturned ? Math.sqrt(found) : found;
      if (Number.isNaN(rate)) {
        requireFiniteRows(await array.gram(), problem);
        throw new Error('the programmed system is beyond the range of its arithmetic');
      }
      if (this.#railV === Infinity) await this.#requireDecay(latched, watch);
      latched.fastestRate = rate;
    }
    const { limit } = this.#integrator;
    const rateTimesStep = latched.fastestRate * stepTau;
    if (rateTimesStep >= limit) throw new StepTooLargeError(rateTimesStep, limit);
  }

  /**
   * Only an indefinite S can make a mode grow, unless cells are pulled back otherwise than sensed, which asks for rails; rows
   * that stop pull by so much and no more. Throws UnstableError as the exact level does.
   */
  async #requireDecay({ problem, array, threads }: Latched, watch: Watch): Promise<void> {
    const { rows, blocks, couplingGain, leak, rowLimit, returnCouplings } = problem;
    if (returnCouplings !== undefined) {
      throw new Error(
        'cells without rails are pulled back otherwise than sensed: the chip schema refuses it',
      );
    }
    if (blocks === undefined || rowLimit !== undefined || factorBlocks(blocks) !== undefined) return;
    if (areUneven(problem)) {
      const arrayOf = (couplings: Float32Array): Promise<CouplingArray> =>
        this.#arrays.arrayOf({ ...problem, couplings }, threads);
      await new UnevenCells(problem, array, arrayOf).requireDecay(() => watch.checkpoint());
    } else chooseCalculus({ rows, gram: await array.gram(), blocks, couplingGain, leak });
  }
}
