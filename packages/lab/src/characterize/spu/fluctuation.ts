import { largestLevel } from './slopes.js';
import type { Levels } from './levels.js';

/** Means over readings, and how many. */
export interface MeanSquares {
  /** of how far two readings of one level differ, in read codes² */
  readonly difference: number;
  /** of the levels, in written codes² */
  readonly level: number;
  readonly count: number;
}

/** How far readings of the same level differ from one writing of the problem to the next, for levels below and above half of the largest. */
export interface Fluctuation {
  readonly small: MeanSquares;
  readonly large: MeanSquares;
}

/** Sums over pairs of opposite levels, each read in two writings. */
export class FluctuationSums {
  readonly #levels: Levels;
  readonly #sums = {
    small: { difference: 0, level: 0, count: 0 },
    large: { difference: 0, level: 0, count: 0 },
  };

  constructor(levels: Levels) {
    this.#levels = levels;
  }

  /** Odd parts (y₊ − y₋)/2 of the readings of a pair in both writings. */
  add(pair: number, once: Float64Array, again: Float64Array): void {
    const largest = largestLevel(this.#levels);
    this.#levels.pairs[pair]!.forEach((x, i) => {
      const part = Math.abs(x) > largest / 2 ? this.#sums.large : this.#sums.small;
      part.difference += (once[i]! - again[i]!) ** 2;
      part.level += x * x;
      part.count++;
    });
  }

  get fluctuation(): Fluctuation {
    const mean = ({ difference, level, count }: MeanSquares): MeanSquares => ({
      difference: difference / count,
      level: level / count,
      count,
    });
    return { small: mean(this.#sums.small), large: mean(this.#sums.large) };
  }
}

export function together(a: Fluctuation, b: Fluctuation): Fluctuation {
  const both = (x: MeanSquares, y: MeanSquares): MeanSquares => {
    const count = x.count + y.count;
    const mean = (p: number, q: number): number => (p * x.count + q * y.count) / count;
    return { difference: mean(x.difference, y.difference), level: mean(x.level, y.level), count };
  };
  return { small: both(a.small, b.small), large: both(a.large, b.large) };
}
