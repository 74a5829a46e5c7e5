import { normalDensity, normalDistribution } from './normal-distribution.js';

const { abs, max, min, sqrt, PI } = Math;

/** How often a code or a higher one came at each input. */
export interface CodeProbabilities {
  readonly inputs: ArrayLike<number>;
  /** Reads at or above the code, of `reads` at each input. */
  readonly hits: ArrayLike<number>;
  readonly reads: number;
}

/** The level at which a code comes half of the time, and the noise of a read, in the unit of the input. */
export interface TransitionFit {
  readonly level: number;
  readonly levelError: number;
  readonly noiseRms: number;
  readonly noiseError: number;
}

/**
 * Fits P(x) = Φ((x − T)/σ) = ½(1 + erf((x − T)/(σ√2))) by maximum likelihood (Fisher scoring). Undefined where fewer than
 * two inputs gave both codes: the noise is then smaller than the step.
 */
export function fitTransition({ inputs, hits, reads }: CodeProbabilities): TransitionFit | undefined {
  const mixed = Array.from(hits).filter((count) => count > 0 && count < reads).length;
  if (mixed < 2) return undefined;
  let { slope, intercept } = start({ inputs, hits, reads });
  let information = [1, 0, 1] as [number, number, number];
  for (let step = 0; step < 100; step++) {
    let [i00, i01, i11, g0, g1] = [0, 0, 0, 0, 0];
    for (let i = 0; i < inputs.length; i++) {
      const z = intercept + slope * inputs[i]!;
      const p = min(max(normalDistribution(z), 1e-12), 1 - 1e-12);
      const density = normalDensity(z);
      const weight = (reads * density * density) / (p * (1 - p));
      const score = (density * (hits[i]! - reads * p)) / (p * (1 - p));
      i00 += weight;
      i01 += weight * inputs[i]!;
      i11 += weight * inputs[i]! ** 2;
      g0 += score;
      g1 += score * inputs[i]!;
    }
    const determinant = i00 * i11 - i01 * i01;
    if (!(determinant > 0)) return undefined;
    const changes = [(i11 * g0 - i01 * g1) / determinant, (i00 * g1 - i01 * g0) / determinant] as const;
    information = [i11 / determinant, -i01 / determinant, i00 / determinant];
    // a step may not turn the curve around
    const share = slope + changes[1] > 0 ? 1 : (-0.5 * slope) / changes[1];
    intercept += share * changes[0];
    slope += share * changes[1];
    if (abs(changes[1]) < 1e-10 * slope) break;
  }
  const [v00, v01, v11] = information;
  const level = -intercept / slope;
  return {
    level,
    levelError: sqrt(v00 + 2 * level * v01 + level * level * v11) / slope,
    noiseRms: 1 / slope,
    noiseError: sqrt(v11) / slope ** 2,
  };
}

/** By counting: the level where half of all hits lie above, the noise from Σ P(1 − P)·step = σ/√π. */
function start({ inputs, hits, reads }: CodeProbabilities): { slope: number; intercept: number } {
  const count = inputs.length;
  const step = (inputs[count - 1]! - inputs[0]!) / (count - 1);
  let [above, spread] = [0, 0];
  for (let i = 0; i < count; i++) {
    const p = hits[i]! / reads;
    above += p;
    spread += p * (1 - p);
  }
  const sigma = sqrt(PI) * step * spread;
  const level = inputs[count - 1]! + step / 2 - step * above;
  return { slope: 1 / sigma, intercept: -level / sigma };
}
