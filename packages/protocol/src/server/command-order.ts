import { rules } from '../generated/rules.js';
import { Opcode } from '../generated/messages.js';

/** Commands that may overtake others: they change nothing that others depend on, or end it. */
const overtaking: ReadonlySet<number> = new Set([
  Opcode.CAPABILITIES,
  Opcode.STATUS,
  Opcode.RESET,
  Opcode.CLOSE,
  Opcode.CANCEL,
]);

/**
 * Where a command stands among those of its session. `next`: it is its turn. `overtaking`: it has none. `past`: it was
 * executed, or is being so. `early`: one before it has not arrived.
 */
export type Turn = 'next' | 'overtaking' | 'past' | 'early';

/**
 * The count of the commands of a session: each is one more than the one before, modulo 2^15, beginning with that of
 * HELLO. So a command that the link lost or delayed is never executed after one that was given later.
 */
export class CommandOrder {
  /** request of the command that is to come */
  expected: number;

  constructor(helloRequest: number) {
    this.expected = after(helloRequest);
  }

  turnOf(request: number, opcode: number): Turn {
    if (request === this.expected) return 'next';
    if (overtaking.has(opcode)) return 'overtaking';
    if (request >= rules.unorderedRequest) return 'early';
    const ahead = (request - this.expected + rules.unorderedRequest) % rules.unorderedRequest;
    return ahead < rules.unorderedRequest / 2 ? 'early' : 'past';
  }

  /** The expected command has arrived. */
  advance(): void {
    this.expected = after(this.expected);
  }
}

const after = (request: number): number => (request + 1) % rules.unorderedRequest;
