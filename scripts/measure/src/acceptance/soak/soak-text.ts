import { figure, grouped } from '../../output/figure.js';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import type { Accounts } from './accounts.js';
import type { MemorySample } from './memory.js';

export interface SoakFigures {
  readonly accounts: Accounts;
  readonly memory: readonly MemorySample[];
  /** what failed inside the device */
  readonly inside: readonly string[];
}

/** How a run may end whose host cancels, resets and hangs up on a link that loses frames and ends. */
const expectedEnds: readonly string[] = ['right', 'ABORTED', 'LINK_CLOSED', 'DEVICE_SILENT', 'NO_ANSWER'];

/** Where the first sample is taken: what is kept for later use has been made by then. */
const WARM_AT = 0.2;

const MOST_HEAP_GROWTH_MIB = 8;
const MOST_RESIDENT_GROWTH_MIB = 64;

const warm = (memory: readonly MemorySample[]): MemorySample | undefined =>
  memory[Math.floor(WARM_AT * memory.length)];

export function soakRequirements({ accounts, memory, inside }: SoakFigures, runs: number): Requirement[] {
  const { ends, next } = accounts;
  const counted = Object.values(ends).reduce((sum, value) => sum + value, 0);
  const otherwise = Object.entries(ends).filter(([name]) => !expectedEnds.includes(name));
  const [first, last] = [warm(memory), memory.at(-1)];
  const growth = (of: (sample: MemorySample) => number): number =>
    first === undefined || last === undefined ? NaN : of(last) - of(first);
  return [
    { name: 'runs', value: accounts.runs, relation: '>=', limit: runs },
    { name: 'runs not accounted for', value: accounts.runs - counted, relation: '<=', limit: 0 },
    { name: 'wrong codes', value: ends['wrong'] ?? 0, relation: '<=', limit: 0 },
    { name: 'runs that hang', value: ends['hung'] ?? 0, relation: '<=', limit: 0 },
    {
      name: 'runs that ended otherwise',
      value: otherwise.reduce((sum, [, value]) => sum + value, 0),
      relation: '<=',
      limit: 0,
    },
    { name: 'next runs not right', value: next.tried - next.right, relation: '<=', limit: 0 },
    { name: 'faults inside the device', value: inside.length, relation: '<=', limit: 0 },
    {
      name: 'growth of the heap, MiB',
      value: growth(({ heapMiB }) => heapMiB),
      relation: '<=',
      limit: MOST_HEAP_GROWTH_MIB,
    },
    {
      name: 'growth of resident memory, MiB',
      value: growth(({ residentMiB }) => residentMiB),
      relation: '<=',
      limit: MOST_RESIDENT_GROWTH_MIB,
    },
  ];
}

export function soakText(
  { accounts, memory, inside }: SoakFigures,
  requirements: readonly Requirement[],
): string {
  const { runs, ends, disturbances, faults, next, connections } = accounts;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name} ${grouped(value)}`)
      .join(', ');
  const last = memory.at(-1);
  const samples = [memory[0], warm(memory), last].filter((sample) => sample !== undefined);
  return [
    `${grouped(runs)} runs over ${grouped(connections)} connections ended: ${list(ends)}`,
    `the host did: ${list(disturbances)}`,
    `the link did: ${list(faults)}`,
    `after ${grouped(next.tried)} rounds that went otherwise than asked, the next run was right ${grouped(next.right)} times`,
    ...inside.slice(0, 3).map((fault) => `inside the device: ${fault}`),
    '',
    textTable(
      ['after runs', 'heap, MiB', 'resident, MiB'],
      samples.map((sample) => [grouped(sample.runs), figure(sample.heapMiB), figure(sample.residentMiB)]),
    ),
    '',
    requirementsTable(requirements),
  ].join('\n');
}
