import type { EnsembleBlock } from '../ensemble-blocks.js';
import type { NormalSource } from '../physics.js';
import type { StepNoise } from './integrators.js';

/** Normals of one trajectory that are drawn in one go. */
const drawnAtOnce = 512;

/**
 * The normals of a block of trajectories, step by step: trajectory j takes number (j·m + k)·N + i for cell i in step k
 * of its m. They are drawn for some steps ahead, since a draw of few numbers costs its overhead.
 */
export class StepNoises {
  readonly #source: NormalSource;
  readonly #block: EnsembleBlock;
  readonly #steps: number;
  readonly #cells: number;
  readonly #ahead: number;
  readonly #normals: Float64Array;
  #drawnFrom = 0;
  #drawnTo = 0;

  /** `steps`: m, of each trajectory. Without a source every normal is zero. */
  constructor(source: NormalSource | undefined, block: EnsembleBlock, steps: number, cells: number) {
    this.#block = block;
    this.#steps = steps;
    this.#cells = cells;
    this.#source = source ?? { fillNormal: () => undefined };
    this.#ahead = Math.min(Math.max(1, steps), Math.ceil(drawnAtOnce / cells));
    this.#normals = new Float64Array(block.room * this.#ahead * cells);
  }

  /** Those of step k, counted from 0 to m − 1 and asked for in that order. */
  of(step: number): StepNoise {
    if (step >= this.#drawnTo) this.#draw(step);
    return {
      normals: this.#normals,
      stride: this.#ahead * this.#cells,
      first: (step - this.#drawnFrom) * this.#cells,
    };
  }

  #draw(step: number): void {
    const { first, count } = this.#block;
    const stride = this.#ahead * this.#cells;
    const length = Math.min(this.#ahead, this.#steps - step) * this.#cells;
    for (let k = 0; k < count; k++) {
      const number = ((first + k) * this.#steps + step) * this.#cells;
      this.#source.fillNormal(this.#normals.subarray(k * stride, k * stride + length), number);
    }
    this.#drawnFrom = step;
    this.#drawnTo = step + this.#ahead;
  }
}
