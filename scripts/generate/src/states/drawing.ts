import { markdownTable } from '../markdown-table.js';
import type { Outcome, StateMachine } from './state-machine.js';

/** A Mermaid diagram of what changes the state inside a session, and of the session's beginning and ends. */
export function stateDiagram({ states, events }: StateMachine): string {
  const [closed = '', ...open] = Object.keys(states);
  const arrows = events.flatMap(({ on, outcomes }) =>
    Object.entries(outcomes).flatMap(([from, outcome]) =>
      'next' in outcome ? [{ from, to: outcome.next, on }] : [],
    ),
  );
  const labels = (chosen: typeof arrows): string => [...new Set(chosen.map(({ on }) => on))].join(', ');
  const between = (from: string, to: string): string[] => {
    const chosen = arrows.filter((arrow) => arrow.from === from && arrow.to === to);
    return chosen.length === 0 ? [] : [`    ${from} --> ${to} : ${labels(chosen)}`];
  };
  const opened = arrows.filter(({ from }) => from === closed);
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${closed}`,
    ...opened.map(({ on }) => `  ${closed} --> SESSION : ${on}`),
    `  SESSION --> ${closed} : ${labels(arrows.filter(({ to }) => to === closed))}, the connection ends`,
    '  state SESSION {',
    ...opened.map(({ to }) => `    [*] --> ${to}`),
    ...open.flatMap((from) => open.flatMap((to) => between(from, to))),
    '  }',
    '```',
  ].join('\n');
}

const words = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return '';
  if ('next' in outcome) return `→ ${outcome.next}`;
  if ('error' in outcome) return outcome.error;
  return 'waits' in outcome ? 'waits its turn' : 'answered';
};

/** State by state, what every command does. */
export function transitionTable({ states, events }: StateMachine): string {
  const names = Object.keys(states);
  return markdownTable(
    ['command', ...names, 'besides'],
    events.map(({ on, outcomes, note }) => [on, ...names.map((name) => words(outcomes[name])), note ?? '']),
  );
}

export const stateTable = ({ states }: StateMachine): string =>
  markdownTable(
    ['state', 'as STATUS tells it', 'meaning'],
    Object.entries(states).map(([name, { code, doc }]) => [name, code ?? 'STATUS gets BAD_SESSION', doc]),
  );
