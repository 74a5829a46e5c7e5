import { quantity } from '@thermoloop/lab';
import { textTable } from '../../output/text-table.js';
import { waits } from './device-step.js';
import type { MeasuredVariant } from './slowest-link.js';

/** Header and rows: seconds of each wait, the longest named. */
export function slowestLinkTable(rows: readonly MeasuredVariant[]): [string[], string[][]] {
  return [
    ['', ...waits, 'slowest'],
    rows.map(({ title, step }) => [
      title,
      ...waits.map((wait) => quantity(step.timeS[wait], 's')),
      step.slowest,
    ]),
  ];
}

export function slowestLinkText(
  byChip: readonly MeasuredVariant[],
  byChange: readonly MeasuredVariant[],
): string {
  return [
    'What one step of mnist-cnn waits for on the device: virtual time.',
    textTable(...slowestLinkTable(byChip)),
    '',
    'The reference chip, one thing changed:',
    textTable(...slowestLinkTable(byChange)),
  ].join('\n');
}
