import type { ScaledOptimizer } from './point.js';

/** Widths of the hidden layer of mnist-mlp: N = 10 345, 21 475, 46 120, 100 180, 215 455, 464 290, 1 000 120. */
const widths = [13, 27, 58, 126, 271, 584, 1258];
/** Every third: 10 345, 100 180, 1 000 120. */
const fewWidths = [13, 126, 1258];
/** N = 805 … 10 345, as far as an N × N matrix goes. */
const denseWidths = [1, 2, 4, 8, 13];
const fewDenseWidths = [1, 2, 4];

export function widthsFor(optimizer: ScaledOptimizer, quick: boolean): readonly number[] {
  if (optimizer === 'ngd') return quick ? fewDenseWidths : denseWidths;
  return quick ? fewWidths : widths;
}
