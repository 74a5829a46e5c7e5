/**
 * Transition levels by the histogram of a sine that over-drives the converter, IEEE Std 1241: T = C − A·cos(πH/S) with H
 * samples of S below the level. The samples have to be a coherent record, whole cycles of all phases: of random phases
 * so many are needed that INL is out of reach.
 * @param counts of each code from the lowest to the highest
 * @returns a level between each code and the next, in the unit of A and C; those before the first count and after the last are −∞ and ∞
 */
export function sineTransitionLevels(
  counts: ArrayLike<number>,
  { amplitude, offset }: { readonly amplitude: number; readonly offset: number },
): Float64Array {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  const levels = new Float64Array(counts.length - 1);
  let below = 0;
  for (let k = 0; k < levels.length; k++) {
    below += counts[k]!;
    if (below === 0) levels[k] = -Infinity;
    else if (below === total) levels[k] = Infinity;
    else levels[k] = offset - amplitude * Math.cos((Math.PI * below) / total);
  }
  return levels;
}

/** How many samples have each code from the lowest to the highest. */
export function codeCounts(codes: ArrayLike<number>, lowestCode: number, highestCode: number): Float64Array {
  const counts = new Float64Array(highestCode - lowestCode + 1);
  for (let i = 0; i < codes.length; i++) counts[codes[i]! - lowestCode]!++;
  return counts;
}
