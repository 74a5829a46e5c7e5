import type { AnalogProblem, Physics, Relaxation, StartCondition } from '../physics.js';
import { largestFloat32, UnusableCodesError } from '../unusable-codes-error.js';
import { chooseCalculus, needsPrecision } from './choose-method.js';
import { createCouplingArray, type CouplingArray } from './coupling-array.js';
import { CouplingPrograms } from './coupling-programs.js';
import type { RowSpaceCalculus, RowSpaceProblem } from './row-space.js';
import { superpose, type Projections, type Superposition } from './superposition.js';

/** A problem as it was programmed, and what has been made of it so far. */
interface Latched {
  readonly problem: AnalogProblem;
  readonly array: CouplingArray;
  reduced?: Reduced;
}

/** The latched problem in the space of its rows, for one arithmetic of the couplings. */
interface Reduced {
  readonly array: CouplingArray;
  readonly problem: RowSpaceProblem;
  readonly calculus: RowSpaceCalculus;
  /** B times the drive's codes. */
  readonly drive: Float64Array;
}

/**
 * Linear cells, relaxed in distribution for any run time without a time step: the mean and one noise vector need
 * the r × r Gram matrix of the couplings and a few passes over them. Cells are f32, everything of size r is f64.
 */
export class ExactPhysics implements Physics {
  #latched: Latched | undefined;
  #programs: CouplingPrograms | undefined;
  #cells: Float32Array | undefined;
  #normals: Float32Array | undefined;

  /** Throws nothing: what a problem may be refused for shows when it relaxes. */
  async program(problem: AnalogProblem, threads: number): Promise<void> {
    const { rows, cells } = problem;
    const programs = await this.#programsFor(rows, cells, threads);
    this.#latched = { problem, array: createCouplingArray(problem.couplings, rows, programs) };
  }

  /**
   * Throws UnstableError if a mode of the latched problem grows and UnusableCodesError for couplings without a finite
   * product; the cells then keep what they held.
   */
  async relax({ start, runTimeTau, noiseVarianceV2, noise }: Relaxation): Promise<void> {
    if (this.#latched === undefined) throw new Error('no problem is latched');
    const { problem } = this.#latched;
    const startV = this.#startVoltages(start, problem);
    const reduced = await reducedFor(this.#latched, runTimeTau);
    if (runTimeTau === 0) {
      this.#cells = startV ?? new Float32Array(problem.cells);
      return;
    }
    const normals = noiseVarianceV2 > 0 ? this.#drawNormals(noise, problem.cells) : undefined;
    const projections: Projections = {
      drive: scaled(reduced.drive, problem.driveGainV),
      ...(startV && { start: await projectedStart(start, startV, reduced) }),
      ...(normals && { noise: await reduced.array.project(normals) }),
    };
    const sum = superpose(reduced.problem, reduced.calculus, projections, runTimeTau, noiseVarianceV2);
    const coupled = await reduced.array.spread(sum.rows);
    this.#cells = assemble(sum, coupled, startV, problem, normals);
  }

  read(): Float32Array | undefined {
    return this.#cells;
  }

  clear(): void {
    this.#latched = undefined;
    this.#cells = undefined;
  }

  async release(): Promise<void> {
    this.clear();
    await this.#programs?.release();
    this.#programs = undefined;
  }

  async #programsFor(rows: number, cells: number, threads: number): Promise<CouplingPrograms> {
    const present = this.#programs;
    if (present?.rows === rows && present.cells === cells && present.threads === threads) return present;
    await present?.release();
    this.#programs = new CouplingPrograms(rows, cells, threads);
    return this.#programs;
  }

  /** Voltages at the start in an array of their own, or undefined for zero. */
  #startVoltages(start: StartCondition, { cells, drive }: AnalogProblem): Float32Array | undefined {
    switch (start.kind) {
      case 'zero':
        return undefined;
      case 'drive':
        return drive.map((code) => start.gainV * code);
      case 'written':
        return start.codes.map((code) => start.gainV * code);
      case 'held': {
        const held = this.#cells;
        if (held === undefined) return undefined;
        const present = new Float32Array(cells);
        present.set(held.subarray(0, cells));
        return start.retention === 1 ? present : present.map((volts) => start.retention * volts);
      }
    }
  }

  #drawNormals(noise: Relaxation['noise'], cells: number): Float32Array {
    if (this.#normals?.length !== cells) this.#normals = new Float32Array(cells);
    noise.fillNormal(this.#normals);
    return this.#normals;
  }
}

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
  return {
    array,
    problem: rowSpace,
    calculus: chooseCalculus(rowSpace),
    drive: await array.project(problem.drive),
  };
}

/** What is wrong with a row shows in its square, so that no pass over the couplings is needed to learn of it. */
function requireFiniteRows(gram: Float64Array, { couplings, rows, cells }: AnalogProblem): void {
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(gram[row * (rows + 1)])) continue;
    let worst = 0;
    for (const code of couplings.subarray(row * cells, (row + 1) * cells)) {
      if (Number.isFinite(worst) && !(Math.abs(code) <= Math.abs(worst))) worst = code;
    }
    throw new UnusableCodesError('couplings', worst, Math.sqrt(largestFloat32 / cells));
  }
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

/** start·x₀ + drive·δg + noise·ξ + Bᵀu, cell by cell, written over the start or over new cells. */
function assemble(
  sum: Superposition,
  coupled: Float32Array | Float64Array,
  startV: Float32Array | undefined,
  { drive, driveGainV }: AnalogProblem,
  normals: Float32Array | undefined,
): Float32Array {
  const out = startV ?? new Float32Array(drive.length);
  const kept = startV === undefined ? 0 : sum.start;
  const driven = sum.drive * driveGainV;
  if (normals === undefined) {
    for (let i = 0; i < out.length; i++) {
      out[i] = kept * (out[i] as number) + driven * (drive[i] as number) + (coupled[i] as number);
    }
  } else {
    for (let i = 0; i < out.length; i++) {
      const driftV = kept * (out[i] as number) + driven * (drive[i] as number);
      out[i] = driftV + sum.noise * (normals[i] as number) + (coupled[i] as number);
    }
  }
  return out;
}

function scaled(x: Float64Array, by: number): Float64Array {
  return x.map((value) => by * value);
}
