import * as fc from 'fast-check';
import { StartState, TestInput } from '../../generated/enums.js';
import { commands, type CommandName } from '../../generated/messages.js';
import { recordsOf, table, type Value } from '../table.js';
import { damagesOf, type Damage } from './damage.js';
import { Kind } from './oracle.js';

/** What a hostile host does next. Most of it makes sense, so that the device is led into every state. */
export type Move = (
  | { readonly what: 'hello' }
  | { readonly what: 'bare'; readonly name: 'STATUS' | 'CAPABILITIES' | 'RESET' | 'CLOSE' }
  | { readonly what: 'cancel'; readonly back: number }
  | {
      readonly what: 'problem';
      readonly rows: number;
      readonly cells: number;
      readonly pieces: number;
      readonly salt: number;
    }
  /** announces an array as large as the chip takes */
  | { readonly what: 'greedy'; readonly array: 0 | 1 | 2 | 3 }
  | {
      readonly what: 'run';
      readonly start: StartState;
      readonly latch: 0 | 1;
      readonly reads: number;
      readonly repeats: number;
      readonly ticks: number;
    }
  | { readonly what: 'read'; readonly reads: number }
  | {
      readonly what: 'measure';
      readonly input: TestInput;
      readonly reads: number;
      readonly codes: number;
      readonly converter: number;
      readonly ticks: number;
    }
  | { readonly what: 'data'; readonly array: number; readonly offset: number; readonly bytes: number }
  /** any command with any values */
  | {
      readonly what: 'command';
      readonly name: CommandName;
      readonly record: Record<string, Value>;
      readonly tail: number;
    }
  | {
      readonly what: 'raw';
      readonly kind: number;
      readonly opcode: number;
      readonly flags: number;
      readonly payload: Uint8Array;
    }
  | { readonly what: 'noise'; readonly bytes: Uint8Array }
) & {
  readonly damage: Damage;
  /** which of its frames is damaged, modulo their number */
  readonly hit: number;
  /** added to the request that it should have, and to the session */
  readonly request: number;
  readonly session: number;
  readonly stampPs: bigint | undefined;
};

const messages = table.messages.filter(({ name }) => name in commands);
const anyCommand = fc.oneof(
  ...messages.map(({ name, command = [] }) =>
    fc.record({
      what: fc.constant('command' as const),
      name: fc.constant(name as CommandName),
      record: recordsOf(command),
      tail: fc.nat({ max: 40 }),
    }),
  ),
);

const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const whats = fc.oneof(
  weighted(3, fc.constant({ what: 'hello' as const })),
  weighted(
    4,
    fc.record({
      what: fc.constant('bare' as const),
      name: fc.constantFrom('STATUS', 'STATUS', 'STATUS', 'CAPABILITIES', 'RESET', 'CLOSE'),
    }),
  ),
  weighted(1, fc.record({ what: fc.constant('cancel' as const), back: fc.nat({ max: 4 }) })),
  weighted(
    6,
    fc.record({
      what: fc.constant('problem' as const),
      rows: fc.integer({ min: 1, max: 4 }),
      cells: fc.integer({ min: 1, max: 40 }),
      pieces: fc.integer({ min: 1, max: 3 }),
      salt: fc.nat({ max: 250 }),
    }),
  ),
  weighted(1, fc.record({ what: fc.constant('greedy' as const), array: fc.constantFrom(0, 1, 2, 3) })),
  weighted(
    6,
    fc.record({
      what: fc.constant('run' as const),
      start: fc.constantFrom(...Object.values(StartState)),
      latch: fc.constantFrom(0, 0, 0, 1),
      reads: fc.integer({ min: 1, max: 3 }),
      repeats: fc.constantFrom(1, 1, 2),
      ticks: fc.nat({ max: 50 }),
    }),
  ),
  weighted(2, fc.record({ what: fc.constant('read' as const), reads: fc.integer({ min: 1, max: 3 }) })),
  weighted(
    2,
    fc.record({
      what: fc.constant('measure' as const),
      input: fc.constantFrom(...Object.values(TestInput)),
      reads: fc.integer({ min: 1, max: 3 }),
      codes: fc.nat({ max: 40 }),
      converter: fc.constantFrom(0, 0, 1),
      ticks: fc.nat({ max: 50 }),
    }),
  ),
  weighted(
    3,
    fc.record({
      what: fc.constant('data' as const),
      array: fc.nat({ max: 5 }),
      offset: fc.constantFrom(0, 0, 8, 40, 0xffff_ffff),
      bytes: fc.nat({ max: 80 }),
    }),
  ),
  weighted(4, anyCommand),
  weighted(
    2,
    fc.record({
      what: fc.constant('raw' as const),
      kind: fc.oneof(fc.constantFrom(...Object.values(Kind)), fc.nat({ max: 255 })),
      opcode: fc.oneof(
        fc.constantFrom(...Object.values(commands).map(({ opcode }) => opcode)),
        fc.nat({ max: 0xffff }),
      ),
      flags: fc.nat({ max: 0xffff }),
      payload: fc.uint8Array({ maxLength: 60 }),
    }),
  ),
  weighted(1, fc.record({ what: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 60 }) })),
);

const mostlyZero = (maximum: number) =>
  fc.oneof(weighted(15, fc.constant(0)), weighted(1, fc.nat({ max: maximum })));

const circumstances = fc.record({
  damage: damagesOf(4),
  hit: fc.nat({ max: 7 }),
  request: mostlyZero(0xffff),
  session: mostlyZero(0xffff),
  stampPs: fc.oneof(
    weighted(3, fc.constant(undefined)),
    weighted(3, fc.bigInt({ min: 0n, max: 10n ** 12n })),
    weighted(1, fc.bigInt({ min: 0n, max: 2n ** 62n })),
  ),
});

export const moves: fc.Arbitrary<Move> = fc
  .tuple(whats, circumstances)
  .map(([what, around]) => ({ ...what, ...around }));
