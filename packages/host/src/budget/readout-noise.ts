import type { CodeArray } from '@thermoloop/protocol';
import { noiseFromVariance } from './reading-moments.js';

/**
 * Noise of the converters at their inputs, rms, in codes, from how K > 1 reads of held values vary among themselves;
 * 0 where each value was read once.
 * @param codes K reads of all cells one after the other, of one trajectory after the other
 */
export function noiseAmongReads(codes: CodeArray, reads: number, cells: number): number {
  if (reads === 1) return 0;
  let sum = 0;
  const length = reads * cells;
  for (let first = 0; first < codes.length; first += length) {
    for (let i = 0; i < cells; i++) {
      let total = 0;
      let squares = 0;
      for (let at = first + i; at < first + length; at += cells) {
        total += codes[at]!;
        squares += codes[at]! ** 2;
      }
      sum += (squares - (total * total) / reads) / (reads - 1);
    }
  }
  return noiseFromVariance(sum / (codes.length / reads));
}
