import { progress } from '../../output/progress.js';
import type { Requirement } from '../../output/requirement.js';
import type { Section } from '../section.js';
import { trainOnce } from '../training/train-once.js';
import type { TilingFigures, TilingOutcome } from './tiling-figures.js';
import { tilingText } from './tiling-text.js';

const allSeeds = 2;
const allSteps = 300;
const smallChip = 1024;
const wholeChip = 32768;
const learningRates = [0.7, 0.3];

/** A network on a chip with a ninth of the cells that it has parameters. */
export const tiling: Section = {
  name: 'tiling',
  description: 'mnist-cnn in tiles on a chip of 1024 cells, beside one with room for it',
  measure: async ({ seeds = allSeeds, steps = allSteps }) => {
    const outcomes: TilingOutcome[] = [];
    for (const cells of [smallChip, wholeChip]) {
      for (const learningRate of learningRates) {
        for (let seed = 1; seed <= seeds; seed++)
          outcomes.push(await trained({ cells, learningRate, seed, steps }));
      }
    }
    const figures: TilingFigures = { steps, outcomes };
    const requirements = required(figures);
    return { document: figures, text: tilingText(figures, requirements), requirements };
  },
};

async function trained({
  cells,
  learningRate,
  seed,
  steps,
}: Pick<TilingOutcome, 'cells' | 'learningRate' | 'seed'> & { steps: number }): Promise<TilingOutcome> {
  progress(`${cells} cells, step size ${learningRate}, seed ${seed}`);
  const { status, final, tiling, virtualTime, stepsDone } = await trainOnce({
    set: `chip.array.cells=${cells}`,
    tile: 'true',
    lr: String(learningRate),
    seed: String(seed),
    steps: String(steps),
    evalEvery: String(steps),
  });
  return {
    seed,
    cells,
    learningRate,
    tiles: tiling?.tiles ?? 1,
    testAccuracy: status === 'done' ? (final.testAccuracy ?? NaN) : NaN,
    droppedCurvature: tiling?.droppedCurvature?.mean ?? 0,
    stepS: (virtualTime.totalS ?? NaN) / stepsDone,
    tiledS: (tiling?.time?.tiledS ?? NaN) / stepsDone,
    oneRunS: (tiling?.time?.oneRunS ?? NaN) / stepsDone,
  };
}

function required({ outcomes, steps }: TilingFigures): Requirement[] {
  const least = Math.min(
    ...outcomes.filter(({ cells }) => cells === smallChip).map(({ testAccuracy }) => testAccuracy),
  );
  const name = `${smallChip} cells: least test accuracy after ${steps} steps`;
  return [{ name, value: least, relation: '>=', limit: 0.965 }];
}
