import { RandomStream } from '@thermoloop/sim-kernel';
import { multiplyBlocks } from '../block-matrix.js';
import type { CouplingArray } from '../couplings/coupling-array.js';
import { requireFiniteRows } from '../couplings/coupling-arrays.js';
import type { AnalogProblem } from '../physics.js';
import { UnstableError } from '../unstable-error.js';
import { chooseCalculus, needsPrecision } from './choose-method.js';
import { constantPull } from './constant-pull.js';
import { factorBlocks } from './factor-blocks.js';
import { krylovFunctions, lowestEigenvalue, type FunctionRequest } from './krylov-functions.js';
import { noiseFunction, responseFunction } from './matrix-function.js';

/** Whether cells differ in what the calculus of the rows needs to be alike. */
export function areUneven({ leakFactors, timeConstantFactors }: AnalogProblem): boolean {
  return leakFactors !== undefined || timeConstantFactors !== undefined;
}

export interface UnevenLeg {
  /** absent: zero */
  readonly startV?: Float32Array;
  readonly runTimeTau: number;
  readonly noiseVarianceV2: number;
  /** absent: no noise */
  readonly normals?: Float32Array;
}

/**
 * Cells with leaks λᵢ and time constants θᵢτ of their own, exactly in distribution: y = T^½V with T = diag(θ) obeys
 * dy = −(My − T^−½b)ds + √(2κ)dW for the symmetric M = T^−½AT^−½, so that y(s) = y₀ + F(M)(T^−½b − My₀) + √κ √h(M)ξ. Functions of
 * M by Lanczos in the space of the cells, two passes over the couplings a step.
 */
export class UnevenCells {
  readonly #problem: AnalogProblem;
  readonly #arrayOf: (couplings: Float32Array) => Promise<CouplingArray>;
  /** θ^−½ */
  readonly #weights: Float64Array;
  /** λᵢ/θᵢ */
  readonly #diagonal: Float64Array;
  #array: CouplingArray;
  #gram: Float64Array | undefined;

  /** `arrayOf`: products with other couplings of the same shape. */
  constructor(
    problem: AnalogProblem,
    array: CouplingArray,
    arrayOf: (couplings: Float32Array) => Promise<CouplingArray>,
  ) {
    const { cells, leak, leakFactors, timeConstantFactors } = problem;
    this.#problem = problem;
    this.#array = array;
    this.#arrayOf = arrayOf;
    this.#weights = Float64Array.from(
      { length: cells },
      (_, i) => 1 / Math.sqrt(timeConstantFactors?.[i] ?? 1),
    );
    this.#diagonal = this.#weights.map((weight, i) => leak * (leakFactors?.[i] ?? 1) * weight * weight);
  }

  /**
   * The state that a leg ends in. Throws UnstableError if a mode grows and UnusableCodesError for couplings without a finite
   * product. `checkpoint` is called between the products.
   */
  async stateAfter(leg: UnevenLeg, checkpoint: () => void): Promise<Float32Array> {
    const { startV, runTimeTau, noiseVarianceV2, normals } = leg;
    await this.#prepare(runTimeTau, checkpoint);
    const { cells, drive, driveGainV } = this.#problem;
    const pull = (await constantPull(this.#problem, this.#array)) ?? asVolts(drive, driveGainV);
    const initial = pull.map((volts, i) => volts * (this.#weights[i] as number));
    if (startV !== undefined) {
      const scaled = Float64Array.from(startV, (volts, i) => volts / (this.#weights[i] as number));
      const [pulled] = await this.#products([scaled]);
      for (let i = 0; i < cells; i++) initial[i] = (initial[i] as number) - (pulled?.[i] as number);
    }
    const requests: FunctionRequest[] = [{ matrixFunction: responseFunction(runTimeTau), vector: initial }];
    if (normals !== undefined && noiseVarianceV2 > 0) {
      const amplitude = Math.sqrt(noiseVarianceV2);
      requests.push({
        matrixFunction: noiseFunction(runTimeTau),
        vector: Float64Array.from(normals, (normal) => amplitude * normal),
      });
    }
    const parts = await krylovFunctions((vectors) => {
      checkpoint();
      return this.#products(vectors);
    }, requests);
    const out = new Float32Array(cells);
    for (let i = 0; i < cells; i++) {
      const moved = parts.reduce((sum, part) => sum + (part[i] as number), 0);
      out[i] = (startV?.[i] ?? 0) + (this.#weights[i] as number) * moved;
    }
    return out;
  }

  /** M x for each x. */
  async #products(vectors: readonly Float64Array[]): Promise<Float64Array[]> {
    const { cells, rows, blocks, couplingGain } = this.#problem;
    const weights = this.#weights;
    const side = new Float64Array(vectors.length * cells);
    vectors.forEach((x, k) => {
      for (let i = 0, at = k * cells; i < cells; i++, at++)
        side[at] = (x[i] as number) * (weights[i] as number);
    });
    const projected = await this.#array.project(side, vectors.length);
    const currents = blocks === undefined ? projected : new Float64Array(projected.length);
    if (blocks !== undefined) {
      for (let first = 0; first < projected.length; first += rows) {
        multiplyBlocks(
          blocks,
          projected.subarray(first, first + rows),
          currents.subarray(first, first + rows),
        );
      }
    }
    const coupled = await this.#array.spread(currents, vectors.length);
    return vectors.map((x, k) =>
      x.map(
        (value, i) =>
          (this.#diagonal[i] as number) * value +
          couplingGain * (weights[i] as number) * (coupled[k * cells + i] as number),
      ),
    );
  }

  /** Whether the problem can be followed, asked once, and the arithmetic that a run time needs. */
  async #prepare(runTimeTau: number, checkpoint: () => void): Promise<void> {
    const { rows, blocks, couplingGain, leak } = this.#problem;
    if (this.#gram === undefined) {
      const gram = await this.#array.gram();
      requireFiniteRows(gram, this.#problem);
      await this.requireDecay(checkpoint);
      this.#gram = gram;
    }
    const { precise } = this.#array;
    const rowSpace = { rows, gram: this.#gram, ...(blocks && { blocks }), couplingGain, leak };
    if (precise !== undefined && needsPrecision(rowSpace, runTimeTau)) this.#array = precise;
  }

  /**
   * Throws UnstableError, with its rate, if a mode grows. A has one that does if and only if Λ^−½AΛ^−½ = I + ρΛ^−½BᵀSBΛ^−½ has, whose leaks are even (Sylvester's law of inertia): the
   * calculus of its rows finds that out exactly.
   */
  async requireDecay(checkpoint: () => void): Promise<void> {
    const { rows, cells, blocks, couplings, couplingGain, leak, leakFactors } = this.#problem;
    if (blocks === undefined || factorBlocks(blocks) !== undefined) return;
    const even = Float32Array.from(couplings, (coupling, at) => {
      return coupling / Math.sqrt(leak * (leakFactors?.[at % cells] ?? 1));
    });
    const array = await this.#arrayOf(even);
    const gram = await (array.precise ?? array).gram();
    try {
      chooseCalculus({ rows, gram, blocks, couplingGain, leak: 1 });
    } catch (error) {
      if (!(error instanceof UnstableError)) throw error;
      const start = new Float64Array(cells);
      RandomStream.named('lowest rate').fillNormal(start);
      const products = (vectors: readonly Float64Array[]): Promise<Float64Array[]> => {
        checkpoint();
        return this.#products(vectors);
      };
      throw new UnstableError(-(await lowestEigenvalue(products, start)));
    }
  }
}

function asVolts(codes: Float32Array, gainV: number): Float64Array {
  return Float64Array.from(codes, (code) => gainV * code);
}
