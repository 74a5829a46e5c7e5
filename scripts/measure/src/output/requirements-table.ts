import { figure } from './figure.js';
import { isMet, type Requirement } from './requirement.js';
import { textTable } from './text-table.js';

/** What was asked for, what was found, and whether it was met. */
export function requirementsTable(requirements: readonly Requirement[]): string {
  return textTable(
    ['requirement', 'asked', 'found', ''],
    requirements.map((requirement) => [
      requirement.name,
      `${requirement.relation} ${requirement.limit}`,
      figure(requirement.value, 4),
      isMet(requirement) ? 'met' : 'MISSED',
    ]),
  );
}
