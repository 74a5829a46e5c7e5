import type { CommandName } from '../generated/messages.js';
import { rules } from '../generated/rules.js';

/** Commands that overtake those that wait; they stand outside the count, so that a lost one is not missed. */
const overtaking: ReadonlySet<CommandName> = new Set(['STATUS', 'CANCEL', 'RESET', 'CLOSE']);

/** Numbers the commands of a host: in the order in which they are sent, modulo 2^15, and apart from them those that overtake. */
export class RequestNumbers {
  private last = 0;
  private lastOvertaking = 0;

  isOvertaking(name: CommandName): boolean {
    return overtaking.has(name);
  }

  /** The next number; undefined while a command of 2^15 commands ago still has it. */
  next(name: CommandName, isTaken: (request: number) => boolean): number | undefined {
    const above = this.isOvertaking(name) ? this.lastOvertaking : this.last;
    const count = (above + 1) % rules.unorderedRequest;
    const request = this.isOvertaking(name) ? rules.unorderedRequest + count : count;
    if (isTaken(request)) return undefined;
    if (this.isOvertaking(name)) this.lastOvertaking = count;
    else this.last = count;
    return request;
  }
}
