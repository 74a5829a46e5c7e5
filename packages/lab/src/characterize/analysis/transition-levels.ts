const { max, min, sqrt, PI } = Math;

/** What a ramp of equal steps says of the levels at which a converter changes its code. */
export interface TransitionLevels {
  /** Code below the first level: level i lies between codes lowestCode + i and lowestCode + i + 1. */
  readonly lowestCode: number;
  /** In the unit of the ramp. */
  readonly levels: Float64Array;
  /** Standard error of each level by the noise of the reads; the step of the ramp comes on top. */
  readonly standardErrors: Float64Array;
  /** Noise of a read at each level, by what its reads disagree: mean square over the levels is what it estimates. */
  readonly noiseRms: Float64Array;
}

export interface Ramp {
  /** Of the first step, in the unit of the result. */
  readonly first: number;
  /** From step to step, above 0. */
  readonly step: number;
  readonly steps: number;
  /** Of each step, side by side. */
  readonly reads: number;
}

/**
 * Transition levels by counting: T = first − step/2 + step·Σ_i P̂_i(code below the level), without bias where the
 * noise of a read covers a step, and within half a step else. The ramp has to begin below the first level and to end
 * above the last. The noise is √π·step·Σ_i P_i(1 − P_i), for normal noise at any size of the step, averaged over levels.
 * @param codes steps × reads
 */
export function rampTransitionLevels(
  codes: ArrayLike<number>,
  { first, step, steps, reads }: Ramp,
  lowestCode: number,
  highestCode: number,
): TransitionLevels {
  if (codes.length !== steps * reads) {
    throw new RangeError(
      `${steps} steps of ${reads} reads are ${steps * reads} codes; found ${codes.length}`,
    );
  }
  const count = highestCode - lowestCode;
  const whole = new Float64Array(count + 1);
  const below = new Float64Array(count);
  const disagreement = new Float64Array(count);
  const ofStep = new Int32Array(count + 1);
  for (let i = 0; i < steps; i++) {
    let [least, most] = [count, 0];
    for (let j = 0; j < reads; j++) {
      const at = min(max(codes[i * reads + j]! - lowestCode, 0), count);
      ofStep[at]!++;
      least = min(least, at);
      most = max(most, at);
    }
    let sum = 0;
    for (let k = least; k < most; k++) {
      sum += ofStep[k]!;
      const p = sum / reads;
      below[k]! += p;
      disagreement[k]! += p * (1 - p);
    }
    whole[most]!++;
    ofStep.fill(0, least, most + 1);
  }
  const levels = new Float64Array(count);
  let wholeBelow = 0;
  for (let k = 0; k < count; k++) {
    wholeBelow += whole[k]!;
    levels[k] = first - step / 2 + step * (wholeBelow + below[k]!);
  }
  const unbiased = reads > 1 ? reads / (reads - 1) : 1;
  return {
    lowestCode,
    levels,
    standardErrors: disagreement.map((sum) => step * sqrt((sum * unbiased) / reads)),
    noiseRms: disagreement.map((sum) => sqrt(PI) * step * sum * unbiased),
  };
}
