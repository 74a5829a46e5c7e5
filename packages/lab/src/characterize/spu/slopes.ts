import type { Levels } from './levels.js';

/** What cells give back for a level, from readings at pairs of opposite levels. */
export interface Slopes {
  /** read codes per written code, of all pairs, and of the even and the odd ones alone: independent of each other */
  readonly all: Float64Array;
  readonly halves: readonly [Float64Array, Float64Array];
  /** mean of the readings of opposite levels, in codes: what is there without a level */
  readonly intercept: Float64Array;
  /** variance of a reading about its line, in codes²: rounding and noise */
  readonly residualVariance: number;
  /** of all cells the mean Σx² of the pairs */
  readonly meanSquares: number;
  /** pairs */
  readonly count: number;
  /** of levels below and above half of the largest, of all cells together */
  readonly small: SlopeOfMany;
  readonly large: SlopeOfMany;
}

export interface SlopeOfMany {
  /** over that of the same cells at all levels */
  readonly slope: number;
  /** Σx² */
  readonly squares: number;
}

/** Of readings y at ±x: slope Σx(y₊ − y₋)/2Σx², intercept Σ(y₊ + y₋)/2K. */
export class SlopeSums {
  readonly #levels: Levels;
  readonly #xy: readonly [Float64Array, Float64Array];
  readonly #xx: readonly [Float64Array, Float64Array];
  readonly #odd: Float64Array[] = [];
  readonly #even: Float64Array[] = [];

  constructor(levels: Levels) {
    this.#levels = levels;
    const { cells } = levels;
    this.#xy = [new Float64Array(cells), new Float64Array(cells)];
    this.#xx = [new Float64Array(cells), new Float64Array(cells)];
  }

  /** Readings of pair `pair`, codes of each cell at its level and at the opposite one. */
  add(pair: number, plus: ArrayLike<number>, minus: ArrayLike<number>): void {
    const x = this.#levels.pairs[pair]!;
    const [xy, xx] = [this.#xy[pair % 2]!, this.#xx[pair % 2]!];
    const odd = new Float64Array(x.length);
    const even = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      odd[i] = (plus[i]! - minus[i]!) / 2;
      even[i] = (plus[i]! + minus[i]!) / 2;
      xy[i]! += x[i]! * odd[i]!;
      xx[i]! += x[i]! ** 2;
    }
    this.#odd[pair] = odd;
    this.#even[pair] = even;
  }

  get slopes(): Slopes {
    const { cells, pairs } = this.#levels;
    const count = pairs.length;
    const [xyA, xyB] = this.#xy;
    const [xxA, xxB] = this.#xx;
    const all = new Float64Array(cells).map((_, i) => (xyA[i]! + xyB[i]!) / (xxA[i]! + xxB[i]!));
    const intercept = new Float64Array(cells);
    for (const even of this.#even) for (let i = 0; i < cells; i++) intercept[i]! += even[i]! / count;
    let squares = 0;
    let meanSquares = 0;
    const largest = largestLevel(this.#levels);
    const many = { small: { xy: 0, squares: 0 }, large: { xy: 0, squares: 0 } };
    for (let i = 0; i < cells; i++) {
      meanSquares += (xxA[i]! + xxB[i]!) / cells;
      for (let j = 0; j < count; j++) {
        squares += (this.#odd[j]![i]! - all[i]! * pairs[j]![i]!) ** 2;
        squares += (this.#even[j]![i]! - intercept[i]!) ** 2;
        const x = pairs[j]![i]!;
        const part = Math.abs(x) > largest / 2 ? many.large : many.small;
        part.xy += (x * this.#odd[j]![i]!) / all[i]!;
        part.squares += x * x;
      }
    }
    // y± = even ± odd: both have half the variance of a reading
    const residualVariance = (2 * squares) / (cells * (2 * count - 2));
    return {
      all,
      halves: [xyA.map((xy, i) => xy / xxA[i]!), xyB.map((xy, i) => xy / xxB[i]!)],
      intercept,
      residualVariance,
      meanSquares,
      count,
      small: { slope: many.small.xy / many.small.squares, squares: many.small.squares },
      large: { slope: many.large.xy / many.large.squares, squares: many.large.squares },
    };
  }
}

export function largestLevel({ pairs }: Levels): number {
  return pairs.reduce((most, x) => x.reduce((size, code) => Math.max(size, Math.abs(code)), most), 0);
}
