import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { Comparison } from './johnson.js';

export function johnsonText(
  comparisons: readonly Comparison[],
  requirements: readonly Requirement[],
): string {
  return [
    'The emulated two-node board, its closed forms, and what was published of the real one. The noise level is fitted to',
    'the rms of its nodes; everything else follows from its resistors and capacitors.',
    textTable(
      ['figure', 'emulated', 'closed form', 'board'],
      comparisons.map(({ name, found, predicted, board = '' }) => [
        name,
        `${figure(found.value, 4)} ± ${figure(found.standardError, 2)}`,
        figure(predicted, 4),
        board,
      ]),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
