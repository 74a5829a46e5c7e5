import { CouplingArrays, requireFiniteRows } from '../couplings/coupling-arrays.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import {
  oneTrajectory,
  unwatched,
  type AnalogProblem,
  type NormalSource,
  type Physics,
  type Relaxation,
  type StartCondition,
  type Trajectories,
  type Watch,
} from '../physics.js';
import { holdFixed } from '../fixed-cells.js';
import { startVoltages } from '../start-voltages.js';
import { chooseCalculus, modalCalculus, needsPrecision, prefersOperator } from './choose-method.js';
import { constantPull } from './constant-pull.js';
import { relaxEnsemble } from './ensemble.js';
import type { RowSpaceCalculus, RowSpaceProblem } from './row-space.js';
import { superpose, type Projections, type Superposition } from './superposition.js';
import { areUneven, UnevenCells } from './uneven-cells.js';

/** A problem as it was programmed, and what has been made of it so far. */
interface Latched {
  readonly problem: AnalogProblem;
  readonly array: CouplingArray;
  /** where cells differ, instead of `reduced` */
  readonly uneven?: UnevenCells;
  reduced?: Reduced;
}

/** The latched problem in the space of its rows, for one arithmetic of the couplings. */
interface Reduced {
  readonly array: CouplingArray;
  readonly problem: RowSpaceProblem;
  calculus: RowSpaceCalculus;
  /** B times the drive's codes. */
  readonly drive: Float64Array;
  /** what pulls the cells all the time, and B times that; absent: δ times the drive's codes */
  readonly pull?: { readonly volts: Float64Array; readonly projected: Float64Array };
}

/** One state of one trajectory: how long after which start, with which noise. */
interface Leg {
  readonly start: StartCondition;
  readonly runTimeTau: number;
  readonly noiseVarianceV2: number;
  readonly noise: NormalSource;
}

/**
 * Linear cells, relaxed in distribution for any run time without a time step: the mean and one noise vector need
 * the r × r Gram matrix of the couplings and a few passes over them. Trajectories from a fixed start share their mean
 * and are made side by side. Cells are f32, everything of size r is f64.
 */
export class ExactPhysics implements Physics {
  readonly #arrays = new CouplingArrays();
  #latched: Latched | undefined;
  #cells: Float32Array | undefined;
  #normals: Float32Array | undefined;

  /** Throws nothing: what a problem may be refused for shows when it relaxes. */
  async program(problem: AnalogProblem, threads: number): Promise<void> {
    const array = await this.#arrays.arrayOf(problem, threads);
    const uneven = areUneven(problem)
      ? new UnevenCells(problem, array, (couplings) =>
          this.#arrays.arrayOf({ ...problem, couplings }, threads),
        )
      : undefined;
    this.#latched = { problem, array, ...(uneven && { uneven }) };
  }

  /**
   * Throws UnstableError if a mode of the latched problem grows and UnusableCodesError for couplings without a finite
   * product; the cells then keep what they held.
   */
  async relax(relaxation: Relaxation, watch: Watch = unwatched): Promise<void> {
    const latched = this.#latched;
    if (latched === undefined) throw new Error('no problem is latched');
    const before = this.#cells;
    try {
      const { start, trajectories = oneTrajectory } = relaxation;
      const { repeats, samples } = trajectories;
      const sideBySide =
        start.kind !== 'held' &&
        repeats > 1 &&
        latched.uneven === undefined &&
        prefersOperator(repeats * samples, latched.problem.rows);
      if (sideBySide) await this.#relaxSideBySide(latched, relaxation, trajectories, watch);
      else await this.#relaxInTurn(latched, relaxation, trajectories, watch);
    } catch (error) {
      this.#cells = before;
      throw error;
    }
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

  async #relaxInTurn(
    latched: Latched,
    { start, runTimeTau, noiseVarianceV2, noise }: Relaxation,
    { repeats, samples, spacingTau }: Trajectories,
    watch: Watch,
  ): Promise<void> {
    const { cells } = latched.problem;
    for (let increment = 0; increment < repeats * samples; increment++) {
      const sample = increment % samples;
      watch.checkpoint();
      const leg = sample === 0 ? { start, runTimeTau } : { start: goOn, runTimeTau: spacingTau };
      this.#cells = await this.#stateAfter(
        latched,
        {
          ...leg,
          noiseVarianceV2,
          noise: { fillNormal: (out, from = 0) => noise.fillNormal(out, increment * cells + from) },
        },
        watch,
      );
      watch.sampled((increment - sample) / samples, sample, this.#cells);
    }
  }

  async #relaxSideBySide(
    latched: Latched,
    { start, runTimeTau, noiseVarianceV2, noise }: Relaxation,
    trajectories: Trajectories,
    watch: Watch,
  ): Promise<void> {
    const { repeats, samples, spacingTau } = trajectories;
    const { rows, cells, leak, fixed } = latched.problem;
    const longestTau = runTimeTau + (samples - 1) * spacingTau;
    const reduced = await reducedFor(latched, longestTau);
    const means: Float32Array[] = [];
    for (let sample = 0; sample < samples; sample++) {
      watch.checkpoint();
      const afterTau = runTimeTau + sample * spacingTau;
      const leg = { start, runTimeTau: afterTau, noiseVarianceV2: 0, noise };
      means.push(await this.#stateAfter(latched, leg, watch));
    }
    if (noiseVarianceV2 === 0 || longestTau === 0) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        means.forEach((mean, sample) => watch.sampled(repeat, sample, mean));
      }
      this.#cells = means.at(-1);
      return;
    }
    const calculus = modalCalculus(reduced.problem, reduced.calculus);
    reduced.calculus = calculus;
    const { array } = reduced;
    const shared = { array, calculus, leak, rows, cells, runTimeTau, noiseVarianceV2, noise };
    this.#cells = await relaxEnsemble({ ...shared, trajectories, means, ...(fixed && { fixed }) }, watch);
  }

  /** The state that one leg ends in, in an array of its own. */
  async #stateAfter(latched: Latched, leg: Leg, watch: Watch): Promise<Float32Array> {
    const { problem } = latched;
    const startV = startVoltages(leg.start, problem, this.#cells);
    const end = await this.#moved(latched, leg, startV, watch);
    holdFixed(end, problem.fixed);
    return end;
  }

  async #moved(
    latched: Latched,
    { start, runTimeTau, noiseVarianceV2, noise }: Leg,
    startV: Float32Array | undefined,
    watch: Watch,
  ): Promise<Float32Array> {
    const { problem, uneven } = latched;
    const reduced = uneven === undefined ? await reducedFor(latched, runTimeTau) : undefined;
    if (runTimeTau === 0) return startV ?? new Float32Array(problem.cells);
    const normals = noiseVarianceV2 > 0 ? this.#drawNormals(noise, problem.cells) : undefined;
    if (reduced === undefined) {
      return (uneven as UnevenCells).stateAfter(
        { runTimeTau, noiseVarianceV2, ...(startV && { startV }), ...(normals && { normals }) },
        () => watch.checkpoint(),
      );
    }
    const projections: Projections = {
      drive: reduced.pull?.projected ?? scaled(reduced.drive, problem.driveGainV),
      ...(startV && { start: await projectedStart(start, startV, reduced) }),
      ...(normals && { noise: await reduced.array.project(normals) }),
    };
    const sum = superpose(reduced.problem, reduced.calculus, projections, runTimeTau, noiseVarianceV2);
    const coupled = await reduced.array.spread(sum.rows);
    const pull = reduced.pull
      ? { of: reduced.pull.volts, gain: 1 }
      : { of: problem.drive, gain: problem.driveGainV };
    return assemble(sum, coupled, startV, pull, normals);
  }

  #drawNormals(noise: NormalSource, cells: number): Float32Array {
    if (this.#normals?.length !== cells) this.#normals = new Float32Array(cells);
    noise.fillNormal(this.#normals);
    return this.#normals;
  }
}

const goOn: StartCondition = { kind: 'held', retention: 1 };

/** The reduced problem with products as precise as the run time asks for, made once. */
async function reducedFor(latched: Latched, runTimeTau: number): Promise<Reduced> {
  const { problem, array } = latched;
  let reduced = (latched.reduced ??= await reduce(problem, array));
  const { precise } = reduced.array;
  if (precise !== undefined && needsPrecision(reduced.problem, runTimeTau)) {
    reduced = latched.reduced = await reduce(problem, precise);
  }
  return reduced;
}

async function reduce(problem: AnalogProblem, array: CouplingArray): Promise<Reduced> {
  const { rows, blocks, couplingGain, leak } = problem;
  const gram = await array.gram();
  requireFiniteRows(gram, problem);
  const rowSpace = { rows, gram, ...(blocks && { blocks }), couplingGain, leak };
  const calculus = chooseCalculus(rowSpace);
  const drive = await array.project(problem.drive);
  const volts = await constantPull(problem, array);
  const pull = volts && { volts, projected: await array.project(volts) };
  return { array, problem: rowSpace, calculus, drive, ...(pull && { pull }) };
}

/** B x₀; for a start at the drive's own codes it is known already. */
function projectedStart(
  start: StartCondition,
  startV: Float32Array,
  reduced: Reduced,
): Promise<Float64Array> {
  return start.kind === 'drive'
    ? Promise.resolve(scaled(reduced.drive, start.gainV))
    : reduced.array.project(startV);
}

/** start·x₀ + drive·b + noise·ξ + Bᵀu with b = gain·of, cell by cell, written over the start or over new cells. */
function assemble(
  sum: Superposition,
  coupled: Float32Array | Float64Array,
  startV: Float32Array | undefined,
  { of: pull, gain }: { readonly of: Float32Array | Float64Array; readonly gain: number },
  normals: Float32Array | undefined,
): Float32Array {
  const out = startV ?? new Float32Array(pull.length);
  const kept = startV === undefined ? 0 : sum.start;
  const driven = sum.drive * gain;
  if (normals === undefined) {
    for (let i = 0; i < out.length; i++) {
      out[i] = kept * (out[i] as number) + driven * (pull[i] as number) + (coupled[i] as number);
    }
  } else {
    for (let i = 0; i < out.length; i++) {
      const driftV = kept * (out[i] as number) + driven * (pull[i] as number);
      out[i] = driftV + sum.noise * (normals[i] as number) + (coupled[i] as number);
    }
  }
  return out;
}

function scaled(x: Float64Array, by: number): Float64Array {
  return x.map((value) => by * value);
}
