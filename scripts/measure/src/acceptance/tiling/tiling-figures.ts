/** One training run, in tiles or, as a measure, on a chip with room for the model. */
export interface TilingOutcome {
  readonly seed: number;
  /** Of the chip. */
  readonly cells: number;
  readonly learningRate: number;
  readonly tiles: number;
  /** After the last step; NaN where the run did not end. */
  readonly testAccuracy: number;
  /** Mean over the steps in which it was worked out; 0 of one tile. */
  readonly droppedCurvature: number;
  /** Virtual time of a step. */
  readonly stepS: number;
  /** Of a step in tiles from its gradient to its direction, and the estimate for one run; NaN of one tile. */
  readonly tiledS: number;
  readonly oneRunS: number;
}

export interface TilingFigures {
  readonly steps: number;
  readonly outcomes: readonly TilingOutcome[];
}
