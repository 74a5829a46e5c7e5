import { figure } from '../output/figure.js';
import { textTable } from '../output/text-table.js';
import type { ThreadTimes } from './thread-times.js';
import { groupOf, groupTitles } from './work-groups.js';

const smallestMs = 0.03;
const mostFunctions = 12;

/** Milliseconds a step by kind of work in each thread, then the functions that take the most. */
export function profileText(threads: readonly ThreadTimes[]): string {
  return [groupTable(threads), ...threads.map(functionTable)].join('\n\n');
}

function groupTable(threads: readonly ThreadTimes[]): string {
  return textTable(
    ['ms a step', ...threads.map(({ thread }) => thread)],
    [...groupTitles, 'all'].map((title) => [
      title,
      ...threads.map(({ functions }) => {
        const inGroup = functions.filter((each) => title === 'all' || groupOf(each) === title);
        return inGroup.reduce((sum, { ms }) => sum + ms, 0).toFixed(2);
      }),
    ]),
  );
}

function functionTable({ thread, functions }: ThreadTimes): string {
  return textTable(
    [`${thread}: the most in functions themselves`, 'ms a step'],
    functions
      .filter(({ ms }) => ms >= smallestMs)
      .slice(0, mostFunctions)
      .map(({ name, file, ms }) => [`  ${name}  ${file}`, figure(ms, 2)]),
  );
}
