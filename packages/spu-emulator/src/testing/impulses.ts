import type { NormalSource } from '../physics/physics.js';

/**
 * Instead of noise, one unit impulse a trajectory: of the m·N normals that trajectory j takes, the j-th is 1 and the others 0.
 * Linear cells answer with their response to it, so that the responses of m·N trajectories, each with itself, add
 * up to the covariance that independent normals give, without a random number.
 */
export function impulses(normalsPerTrajectory: number): NormalSource {
  return {
    fillNormal(out, from = 0) {
      for (let i = 0; i < out.length; i++) {
        const number = from + i;
        const trajectory = Math.floor(number / normalsPerTrajectory);
        out[i] = Number(number - trajectory * normalsPerTrajectory === trajectory);
      }
    },
  };
}

/** Σ xxᵀ or Σ xyᵀ over trajectories, N × N. */
export function outerSum(
  cells: number,
  left: readonly ArrayLike<number>[],
  right: readonly ArrayLike<number>[] = left,
): Float64Array {
  const out = new Float64Array(cells * cells);
  left.forEach((x, k) => {
    const y = right[k] as ArrayLike<number>;
    for (let i = 0; i < cells; i++) {
      for (let j = 0; j < cells; j++) {
        out[i * cells + j] = (out[i * cells + j] as number) + (x[i] as number) * (y[j] as number);
      }
    }
  });
  return out;
}
