import { percent, quantity } from '@thermoloop/lab';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { TilingFigures } from './tiling-figures.js';

export function tilingText({ steps, outcomes }: TilingFigures, requirements: readonly Requirement[]): string {
  return [
    `mnist-cnn (9098 parameters), ${steps} steps of batch 64, tngd with its defaults through chips/reference with that many cells.`,
    'Dropped: 1 − Σ‖F_kk‖²/‖F‖², mean over every fiftieth step. Solution: virtual time from the gradient of a step to its',
    'direction, and the estimate of what one run on a chip wide enough would have taken.',
    '',
    textTable(
      ['cells', 'tiles', 'step size', 'seed', 'test accuracy', 'dropped', 'step', 'solution', 'in one run'],
      outcomes.map((each) => [
        String(each.cells),
        String(each.tiles),
        String(each.learningRate),
        String(each.seed),
        Number.isFinite(each.testAccuracy) ? each.testAccuracy.toFixed(4) : '–',
        percent(each.droppedCurvature),
        quantity(each.stepS, 's'),
        quantity(each.tiledS, 's'),
        quantity(each.oneRunS, 's'),
      ]),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
