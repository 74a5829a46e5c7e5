import type { PhysicsSpec } from '../../chip/physics-spec.js';
import type { LangevinForce } from './langevin-force.js';

export type IntegratorName = Extract<PhysicsSpec, { level: 'sde' }>['integrator'];

/** States of several trajectories, one after another, on their way through time. */
export interface SteppedStates {
  readonly force: LangevinForce;
  /** trajectories */
  readonly count: number;
  readonly cells: number;
  readonly volts: Float64Array;
  /** where cells stop, either way */
  readonly railV: number;
}

/** The noise of one step: ξ of trajectory k and cell i is `normals[k·stride + first + i]`. */
export interface StepNoise {
  readonly normals: Float64Array;
  readonly stride: number;
  readonly first: number;
}

/** A scheme that advances dV = f(V) ds + √(2κ) dW by one step. */
export interface Integrator {
  /** For a mode that decays at the rate a the scheme decays only if a·step is below this. */
  readonly limit: number;
  /** Advances `states` by `stepTau` in place. `noiseV`: √(2κ·step). */
  advance(states: SteppedStates, stepTau: number, noiseV: number, noise: StepNoise): Promise<void>;
}

/** Room for a force or a predicted state, kept from step to step. */
class Scratch {
  #values = new Float64Array(0);

  of(length: number): Float64Array {
    if (this.#values.length !== length) this.#values = new Float64Array(length);
    return this.#values;
  }
}

/**
 * V⁺ = V + h f(V) + √(2κh) ξ. Weak order 1. A mode of rate a keeps the factor 1 − ah a step, with the exact mean at
 * rest and the stationary variance 2κ/(a(2 − ah)). Maruyama, Rend. Circ. Mat. Palermo 4 (1955) 48.
 */
function eulerMaruyama(): Integrator {
  const forces = new Scratch();
  return {
    limit: 2,
    async advance(states, stepTau, noiseV, noise) {
      const { volts, force, count } = states;
      const f = forces.of(volts.length);
      await force.evaluate(volts, count, f);
      move(states, volts, stepTau, f, noiseV, noise);
    },
  };
}

/**
 * V* = V + h f(V) + √(2κh) ξ, V⁺ = V + h (f(V) + f(V*))/2 + √(2κh) ξ with the same ξ. Weak order 2 for noise that does not
 * depend on V. A mode of rate a keeps 1 − z + z²/2 a step, z = ah, with the exact mean at rest and the stationary
 * variance (κ/a)(2 − z)/(2 − z + z²/2). Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, 15.1.
 */
function stochasticHeun(): Integrator {
  const forces = new Scratch();
  const forcesAhead = new Scratch();
  const states = new Scratch();
  return {
    limit: 2,
    async advance(present, stepTau, noiseV, noise) {
      const { volts, force, count } = present;
      const f = forces.of(volts.length);
      const ahead = forcesAhead.of(volts.length);
      const predicted = states.of(volts.length);
      await force.evaluate(volts, count, f);
      move(present, predicted, stepTau, f, noiseV, noise);
      await force.evaluate(predicted, count, ahead);
      for (let i = 0; i < f.length; i++) f[i] = (f[i] as number) + (ahead[i] as number);
      move(present, volts, stepTau / 2, f, noiseV, noise);
    },
  };
}

/** to = V + h f + noise·ξ, stopped at the rails. */
function move(
  { volts, cells, railV }: SteppedStates,
  to: Float64Array,
  stepTau: number,
  force: Float64Array,
  noiseV: number,
  { normals, stride, first }: StepNoise,
): void {
  for (let start = 0, from = first; start < volts.length; start += cells, from += stride) {
    for (let i = 0; i < cells; i++) {
      const at = start + i;
      to[at] =
        (volts[at] as number) + stepTau * (force[at] as number) + noiseV * (normals[from + i] as number);
    }
  }
  if (railV < Infinity) clamp(to, railV);
}

/** Limits to ±limit, in place. */
export function clamp(values: Float64Array, limit: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > limit) values[i] = limit;
    else if (value < -limit) values[i] = -limit;
  }
}

export const integrators: Readonly<Record<IntegratorName, () => Integrator>> = {
  'euler-maruyama': eulerMaruyama,
  'stochastic-heun': stochasticHeun,
};
