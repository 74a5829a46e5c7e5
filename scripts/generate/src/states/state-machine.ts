import { z } from 'zod';
import type { Table } from '../table.js';
import { checked, TableError } from '../table.js';

const outcome = z.union([
  z.strictObject({ next: z.string() }),
  z.strictObject({ stays: z.literal(true) }),
  z.strictObject({ waits: z.literal(true) }),
  z.strictObject({ error: z.string() }),
]);

const machineSchema = z.strictObject({
  states: z.record(z.string(), z.strictObject({ code: z.string().nullable(), doc: z.string() })),
  events: z.array(z.object({ on: z.string(), note: z.string().optional() }).catchall(outcome.or(z.string()))),
});

/** What a command does in one state. */
export type Outcome = z.infer<typeof outcome>;

export interface StateEvent {
  readonly on: string;
  readonly note: string | undefined;
  /** by state; a state that is not there does not see the event */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export interface StateMachine {
  readonly states: Readonly<Record<string, { readonly code: string | null; readonly doc: string }>>;
  readonly events: readonly StateEvent[];
}

/** The state machine as it stands in its file. Throws TableError where it names a state, an error or a command that there is not. */
export function stateMachineOf(value: unknown, table: Table, file: string): StateMachine {
  const { states, events } = checked(machineSchema, value, file);
  const refuse = (path: string, fault: string): never => {
    throw new TableError(file, path, fault);
  };
  for (const [name, { code }] of Object.entries(states)) {
    if (code !== null && table.enums.DeviceState?.values[code] === undefined)
      refuse(`states.${name}.code`, `${code} is no DeviceState`);
  }
  const known = events.map((event, index) => {
    const { on, note, ...cells } = event;
    const outcomes: Record<string, Outcome> = {};
    for (const [state, cell] of Object.entries(cells)) {
      const path = `events[${index}].${state}`;
      if (states[state] === undefined || typeof cell === 'string') return refuse(path, 'is not a state');
      if ('next' in cell && states[cell.next] === undefined) refuse(path, `${cell.next} is not a state`);
      if ('error' in cell && table.enums.ErrorCode?.values[cell.error] === undefined)
        refuse(path, `${cell.error} is not an error code`);
      outcomes[state] = cell;
    }
    return { on, note, outcomes };
  });
  for (const { name, command } of table.messages) {
    if (command !== undefined && !known.some(({ on }) => on.split(' ')[0] === name))
      refuse('events', `${name} is missing`);
  }
  return { states, events: known };
}
