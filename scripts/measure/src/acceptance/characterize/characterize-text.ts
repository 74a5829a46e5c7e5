import { figure } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { Characterized } from './characterize-once.js';

export function characterizeText(
  chips: readonly Characterized[],
  caught: readonly { readonly fault: string; readonly characterized: Characterized }[],
  requirements: readonly Requirement[],
): string {
  const titles = [...new Set(chips.map(({ title }) => title))];
  const rows = titles.map((title) => {
    const runs = chips.filter((each) => each.title === title);
    const failed = runs.filter((each) => each.failed.length > 0).length;
    const [first] = runs;
    return [
      title,
      String(runs.length),
      String(first!.figures),
      String(first!.compared),
      String(first!.pass),
      String(first!.notObservable),
      String(failed),
      figure(Math.max(...runs.map(({ wallTimeS }) => wallTimeS)), 3),
    ];
  });
  const alarms = chips.flatMap(({ title, seed, failed }) =>
    failed.map((words) => `  ${title}, seed ${seed}: ${words}`),
  );
  return [
    'Each chip measured through the protocol beside its own file. compared: figures of which the file says something',
    'and that show on the device; failed: runs in which a figure failed. The intervals of a run hold together in 99.9 %.',
    textTable(
      ['chip', 'runs', 'figures', 'compared', 'pass', 'not observable', 'failed', 'longest, s'],
      rows,
    ),
    ...(alarms.length === 0 ? [] : ['', 'Failed figures:', ...alarms]),
    '',
    'The reference chip changed behind the back of its file:',
    textTable(
      ['fault', 'failed figures'],
      caught.map(({ fault, characterized }) => [fault, characterized.failedNames.join(', ') || 'none']),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
