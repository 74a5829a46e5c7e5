import type { Work } from '../cost/machine-model.js';
import type { OptimizerState } from './optimizer.js';
import { restoredArray, restoredCount } from './restored-state.js';
import { z } from 'zod';

/** Settings of Adam's averages, for every optimizer built on them. */
export const adamSettings = {
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
};

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam's averages (arXiv:1412.6980, algorithm 1) of a sequence of vectors g [N]: m ← β₁m + (1 − β₁)g,
 * v ← β₂v + (1 − β₂)g², m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 */
export class AdamUpdate {
  #mean: Float32Array;
  #square: Float32Array;
  #steps = 0;
  readonly #direction: Float32Array;

  constructor(
    private readonly settings: AdamSettings,
    readonly size: number,
  ) {
    this.#mean = new Float32Array(size);
    this.#square = new Float32Array(size);
    this.#direction = new Float32Array(size);
  }

  /** Work of one `direction`. */
  get work(): Work {
    return { flops: 12 * this.size, bytes: 24 * this.size };
  }

  /** m̂ / (√v̂ + ε) after taking in g. The array is used again by the next call. */
  direction(vector: Float32Array): Float32Array {
    const { beta1, beta2, epsilon } = this.settings;
    this.#steps += 1;
    const meanCorrection = 1 / (1 - beta1 ** this.#steps);
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** this.#steps);
    const [mean, square, direction] = [this.#mean, this.#square, this.#direction];
    for (let i = 0; i < vector.length; i++) {
      const g = vector[i]!;
      const m = beta1 * mean[i]! + (1 - beta1) * g;
      const v = beta2 * square[i]! + (1 - beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      direction[i] = (m * meanCorrection) / (Math.sqrt(v) * rootCorrection + epsilon);
    }
    return direction;
  }

  snapshot(): OptimizerState {
    return { mean: this.#mean.slice(), square: this.#square.slice(), steps: this.#steps };
  }

  /** @throws RangeError for the state of another number of parameters */
  restore(state: OptimizerState): void {
    this.#mean = restoredArray(state, 'mean', this.size);
    this.#square = restoredArray(state, 'square', this.size);
    this.#steps = restoredCount(state, 'steps');
  }
}
