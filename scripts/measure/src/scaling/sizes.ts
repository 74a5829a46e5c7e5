import type { Effort, ScaledOptimizer } from './point.js';

/** Widths of the hidden layer of mnist-mlp: N = 10 345, 21 475, 46 120, 100 180, 215 455, 464 290, 1 000 120. */
const widths = [13, 27, 58, 126, 271, 584, 1258];
/** Every third: 10 345, 100 180, 1 000 120. */
const fewWidths = [13, 126, 1258];
/** N = 805, 1600, 3190, 5575, 9550: as far as an N × N matrix goes. */
const denseWidths = [1, 2, 4, 7, 12];
const fewDenseWidths = [1, 2, 4];

export function widthsFor(optimizer: ScaledOptimizer, quick: boolean): readonly number[] {
  if (optimizer === 'ngd') return quick ? fewDenseWidths : denseWidths;
  return quick ? fewWidths : widths;
}

export function effortFor(optimizer: ScaledOptimizer, quick: boolean): Effort {
  // up to a minute a step, to which what is made once adds little
  if (optimizer === 'ngd') return { warmUpSteps: 0, fewestSteps: 1, mostSteps: 5, mostSeconds: 3 };
  return quick
    ? { warmUpSteps: 2, fewestSteps: 3, mostSteps: 6, mostSeconds: 1.5 }
    : { warmUpSteps: 2, fewestSteps: 5, mostSteps: 30, mostSeconds: 4 };
}
