/** How far a run has come, as functions of an eigenvalue a > 0 of A. Times in τ. */
export interface Relaxation {
  /** Share of the distance between start state and equilibrium that the mean of the readings still has. */
  readonly kept: (eigenvalue: number) => number;
  /** Variance of the mean of the readings at κ = 1, from a start state that is certain. */
  readonly noise: (eigenvalue: number) => number;
}

/** Of readings of cells that hold at the end of the run. */
export function heldRelaxation(runTimeTau: number): Relaxation {
  return {
    kept: (a) => Math.exp(-a * runTimeTau),
    noise: (a) => -Math.expm1(-2 * a * runTimeTau) / a,
  };
}

/**
 * Of the mean of `reads` readings `spacingTau` apart of cells that go on relaxing, the first at the run time: with
 * ρ = e^{−aδ} and γ = (1 − ρ^K)/(K(1 − ρ)) the bias is e^{−as}γ, the variance
 * [(1 + ρ)/(1 − ρ) − 2ρ(1 − ρ^K)/(K(1 − ρ)²)]/(aK) − e^{−2as}γ²/a.
 */
export function liveRelaxation(runTimeTau: number, reads: number, spacingTau: number): Relaxation {
  const mean = (a: number): number =>
    Math.expm1(-a * reads * spacingTau) / (reads * Math.expm1(-a * spacingTau));
  return {
    kept: (a) => Math.exp(-a * runTimeTau) * mean(a),
    noise: (a) => {
      const ratio = Math.exp(-a * spacingTau);
      const gap = -Math.expm1(-a * spacingTau);
      const stationary = ((1 + ratio) / gap - (2 * ratio * mean(a)) / gap) / reads;
      return (stationary - Math.exp(-2 * a * runTimeTau) * mean(a) ** 2) / a;
    },
  };
}
