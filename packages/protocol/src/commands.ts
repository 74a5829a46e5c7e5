import { commands, type CommandName } from './generated/messages.js';
import type { Codec } from './wire/codec.js';

type RecordOf<C> = C extends Codec<infer T> ? T : never;

/** The record of a command by its name. */
export type CommandOf<K extends CommandName> = RecordOf<(typeof commands)[K]['command']>;

/** The record of the answer to a command by its name. */
export type AnswerOf<K extends CommandName> = RecordOf<(typeof commands)[K]['answer']>;

const byOpcode = new Map<number, CommandName>(
  Object.values(commands).map(({ name, opcode }) => [opcode, name]),
);

export const commandNameOf = (opcode: number): CommandName | undefined => byOpcode.get(opcode);

/** How error records name a field of a command. */
export const commandField = <K extends CommandName>(command: K, field: string & keyof CommandOf<K>): number =>
  commands[command].command.fields.indexOf(field);
