const { max, min, round, PI } = Math;

/**
 * Whole cycles J in a record of M = 2ᵐ samples near `wanted`: odd, hence coprime to M, so that every sample is another
 * phase; the nearest one from 1 to M/2 − 1. IEEE Std 1241: coherent sampling.
 * @throws RangeError for a record that is no power of two or shorter than 8
 */
export function coherentCycles(samples: number, wanted: number): number {
  if (!Number.isInteger(samples) || samples < 8 || (samples & (samples - 1)) !== 0) {
    throw new RangeError(`a coherent record has 2^m samples, 8 or more; found ${samples}`);
  }
  const nearest = 2 * round((wanted - 1) / 2) + 1;
  return min(max(nearest, 1), samples / 2 - 1);
}

/** cycles·2πn/M + phase of each sample, reduced to one turn before it is made an angle. */
export function coherentPhases(samples: number, cycles: number, phaseRad: number): Float64Array {
  return Float64Array.from(
    { length: samples },
    (_, n) => (2 * PI * ((n * cycles) % samples)) / samples + phaseRad,
  );
}
