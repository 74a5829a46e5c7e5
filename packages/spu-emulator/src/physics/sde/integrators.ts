import type { PhysicsSpec } from '../../chip/physics-spec.js';
import { clamp } from './clamp.js';
import type { LangevinForce } from './langevin-force.js';

export type IntegratorName = Extract<PhysicsSpec, { level: 'sde' }>['integrator'];

/** States of several trajectories, one after another, on their way through time. */
export interface SteppedStates {
  readonly force: LangevinForce;
  /** trajectories */
  readonly count: number;
  readonly cells: number;
  readonly volts: Float64Array;
  /** √(τ/τᵢ), what the noise of each cell is multiplied by; absent: 1 */
  readonly noiseFactors?: Float64Array;
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
      addNoise(states, noiseV, noise);
      addScaled(volts, volts, stepTau, f);
      stop(states, volts);
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
  const predictions = new Scratch();
  return {
    limit: 2,
    async advance(states, stepTau, noiseV, noise) {
      const { volts, force, count } = states;
      const f = forces.of(volts.length);
      const predicted = predictions.of(volts.length);
      await force.evaluate(volts, count, f);
      addNoise(states, noiseV, noise);
      addScaled(predicted, volts, stepTau, f);
      stop(states, predicted);
      addScaled(volts, volts, stepTau / 2, f);
      await force.evaluate(predicted, count, f);
      addScaled(volts, volts, stepTau / 2, f);
      stop(states, volts);
    },
  };
}

/** V + noise·ξ, in place. */
function addNoise(
  { volts, cells, noiseFactors }: SteppedStates,
  noiseV: number,
  { normals, stride, first }: StepNoise,
): void {
  if (noiseV === 0) return;
  if (noiseFactors !== undefined) {
    for (let start = 0, from = first; start < volts.length; start += cells, from += stride) {
      noiseFactors.forEach((factor, i) => {
        const deviate = factor * (normals[from + i] as number);
        volts[start + i] = (volts[start + i] as number) + noiseV * deviate;
      });
    }
    return;
  }
  for (let start = 0, begin = first; start < volts.length; start += cells, begin += stride) {
    for (let at = start, from = begin; at < start + cells; at++, from++) {
      volts[at] = (volts[at] as number) + noiseV * (normals[from] as number);
    }
  }
}

/** out = x + by·y. */
function addScaled(out: Float64Array, x: Float64Array, by: number, y: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) + by * (y[i] as number);
}

function stop({ railV }: SteppedStates, volts: Float64Array): void {
  if (railV < Infinity) clamp(volts, railV);
}

export const integrators: Readonly<Record<IntegratorName, () => Integrator>> = {
  'euler-maruyama': eulerMaruyama,
  'stochastic-heun': stochasticHeun,
};
