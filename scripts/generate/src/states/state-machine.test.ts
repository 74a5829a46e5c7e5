import { describe, expect, test } from '@jest/globals';
import { readStates, readTable } from '../generate.js';
import { TableError } from '../table.js';
import { stateDiagram, stateTable, transitionTable } from './drawing.js';

const { table } = readTable(
  `
protocol: Small
version: 0
frame: { magic: 1, headerBytes: 8, fields: [ { name: all, type: u64 } ] }
flags: {}
enums:
  DeviceState: { type: u8, values: { DARK: { value: 0 }, LIT: { value: 1 } } }
  ErrorCode: { type: u16, values: { TOO_HOT: { value: 1 } } }
structs: {}
registers: []
messages:
  - { name: OPEN, opcode: 1, doc: opens, command: [], answer: [] }
  - { name: LIGHT, opcode: 2, doc: lights, command: [], answer: [] }
  - { name: SPARK, opcode: 3, doc: data, data: [] }
error: [ { name: code, type: u16 } ]
`,
  'small.yaml',
);

const states = `
states:
  CLOSED: { code: null, doc: not open }
  DARK: { code: DARK, doc: no light }
  LIT: { code: LIT, doc: light }
events:
  - { on: OPEN, CLOSED: { next: DARK }, DARK: { stays: true }, LIT: { next: CLOSED } }
  - { on: LIGHT the lamp, CLOSED: { error: TOO_HOT }, DARK: { next: LIT }, LIT: { waits: true }, note: with a match }
  - { on: the lamp burns out, LIT: { next: DARK } }
`;

const machine = readStates(states, table, 'states.yaml');

test('the diagram has an arrow for each change of state, and none for what is refused or stays', () => {
  expect(stateDiagram(machine).split('\n')).toEqual([
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> CLOSED',
    '  CLOSED --> SESSION : OPEN',
    '  SESSION --> CLOSED : OPEN, the connection ends',
    '  state SESSION {',
    '    [*] --> DARK',
    '    DARK --> LIT : LIGHT the lamp',
    '    LIT --> DARK : the lamp burns out',
    '  }',
    '```',
  ]);
});

test('the tables tell every cell', () => {
  expect(transitionTable(machine).split('\n').slice(2)).toEqual([
    '| OPEN | → DARK | answered | → CLOSED |  |',
    '| LIGHT the lamp | TOO_HOT | → LIT | waits its turn | with a match |',
    '| the lamp burns out |  |  | → DARK |  |',
  ]);
  expect(stateTable(machine)).toContain('| LIT | LIT | light |');
});

describe('a state machine is refused, with its place,', () => {
  const refusals: [string, string, string, string][] = [
    [
      'for a state that STATUS cannot tell',
      'code: LIT',
      'code: RED',
      'states.LIT.code: RED is no DeviceState',
    ],
    [
      'for a way into no state',
      'LIT: { next: DARK }',
      'LIT: { next: DIM }',
      'events[2].LIT: DIM is not a state',
    ],
    [
      'for an error that there is not',
      'error: TOO_HOT',
      'error: TOO_COLD',
      'events[1].CLOSED: TOO_COLD is not an error code',
    ],
    ['for a column of no state', 'LIT: { waits', 'RED: { waits', 'events[1].RED: is not a state'],
    ['for a command that is not there', 'on: LIGHT the', 'on: DOUSE the', 'events: LIGHT is missing'],
  ];

  test.each(refusals)('%s', (_why, from, to, message) => {
    expect(states.split(from)).toHaveLength(2);
    const read = (): unknown => readStates(states.replace(from, to), table, 'states.yaml');
    expect(read).toThrow(TableError);
    expect(read).toThrow(`states.yaml: ${message}`);
  });
});
