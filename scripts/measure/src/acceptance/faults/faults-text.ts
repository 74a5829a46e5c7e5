import type { Direction } from '@thermoloop/protocol';
import type { Requirement } from '../../output/requirement.js';
import { requirementsTable } from '../../output/requirements-table.js';
import { textTable } from '../../output/text-table.js';
import { isAllowed, type CellResult } from './cell.js';
import { faultKinds, type FaultKind } from './fault-kinds.js';
import { states } from './states.js';

/** One fault in one state. */
export interface Cell {
  readonly state: string;
  /** of the frame that it hit, as seen from the host */
  readonly direction: Direction;
  readonly fault: FaultKind;
  readonly result: CellResult;
}

/** The time within which a host knows what became of a command whose device is gone. */
const LONGEST_S = 5;

const titles: Readonly<Record<Direction, string>> = {
  sent: 'frames from the host to the device',
  received: 'frames from the device to the host',
};

export function faultsText(cells: readonly Cell[], requirements: readonly Requirement[]): string {
  const header = ['fault', ...states.map(({ name }) => name)];
  const tables = (['sent', 'received'] as const).map((direction) => {
    const rows = faultKinds.map((kind) => [
      kind.title,
      ...states.map(({ name }) => cellText(find(cells, name, direction, kind))),
    ]);
    return `${titles[direction]}\n\n${textTable(header, rows)}`;
  });
  return [
    'How a session ended in which one frame met a fault, and after how many seconds the host had its next answer or the error.',
    '`right`: run, reading and measurement give the codes of an undisturbed session. After it, another problem and then the same one are',
    'solved, and the codes are compared again.',
    '',
    tables.join('\n\n'),
    '',
    requirementsTable(requirements),
  ].join('\n');
}

export function faultRequirements(cells: readonly Cell[]): Requirement[] {
  const count = (is: (cell: Cell) => boolean): number => cells.filter(is).length;
  const none = (name: string, is: (cell: Cell) => boolean): Requirement => ({
    name,
    value: count(is),
    relation: '<=',
    limit: 0,
  });
  const expected = 2 * states.length * faultKinds.length;
  return [
    {
      name: 'cells in which the fault happened',
      value: count(({ result }) => result.tookMs !== undefined),
      relation: '>=',
      limit: expected,
    },
    none('hung', ({ result }) => result.end === 'hung'),
    none('wrong codes', ({ result }) => result.end === 'wrong'),
    none(
      'ended otherwise than in the right result or the error of such a fault',
      ({ result, fault }) => !isAllowed(result, fault),
    ),
    none('next session wrong', ({ result }) => !result.nextIsRight),
    {
      name: 'slowest end, s',
      value: Math.max(...cells.map(({ result }) => (result.tookMs ?? 0) / 1000)),
      relation: '<=',
      limit: LONGEST_S,
    },
  ];
}

function find(
  cells: readonly Cell[],
  state: string,
  direction: Direction,
  kind: FaultKind,
): Cell | undefined {
  return cells.find((cell) => cell.state === state && cell.direction === direction && cell.fault === kind);
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return 'not measured';
  const { end, tookMs, nextIsRight } = cell.result;
  const name = typeof end === 'string' ? end : end.error;
  const marks = [
    ...(isAllowed(cell.result, cell.fault) ? [] : ['UNEXPECTED']),
    ...(nextIsRight ? [] : ['NEXT WRONG']),
  ];
  return [name, tookMs === undefined ? 'no fault happened' : (tookMs / 1000).toFixed(2), ...marks].join(' ');
}
